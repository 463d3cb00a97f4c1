/** Messages in MessagePack. */

import type { KnownDifference } from './known-difference.ts';
import { closed, closedWith, MESSAGEPACK_MARK } from '../outcomes.ts';

const LIMIT = 'The maximum message size of 32768B was exceeded.';

export const MESSAGEPACK_DIFFERENCES: readonly KnownDifference[] = [
  {
    rule: 'SP-36',
    what: 'arguments that are no array are malformed; theirs fails the call',
    case: /^MessagePack: a call (with arguments null|with a text as arguments|of four items) at/,
    kind: 'rest',
    theirs: new RegExp(
      `^binary \\[3, \\{\\}, "1", 1, "Failed to invoke 'EchoText' due to an error on the server\\.( InvalidDataException: Reading array length for 'arguments' failed\\.)?"\\]\\n${MESSAGEPACK_MARK}$`,
    ),
    ours: closed("Reading array length for 'arguments' failed."),
  },
  {
    rule: 'SP-36',
    what: 'an item message without its item is malformed; theirs is dropped with its stream',
    case: /^MessagePack: an item without an item at/,
    kind: 'rest',
    theirs: new RegExp(`^${MESSAGEPACK_MARK}$`),
    ours: closed("Reading 'item' failed."),
  },
  {
    rule: 'SP-16',
    what: 'an integral number is written as an integer, whatever it was',
    case: /^MessagePack: an integer as a number at|^\.NET client, messagepack/,
    kind: 'records',
    theirs: /, 3, [23]:float64\]$/,
    ours: /, 3, [23]\]$/,
  },
  {
    rule: 'SP-33',
    what: 'text in a payload that is no UTF-8 is decoded to other wrong characters',
    case: /^MessagePack: a text that is no UTF-8 at/,
    kind: 'records',
    theirs: /, 3, "\ufffd\ufffd"\]$/,
    ours: /, 3, "ÿ\\u0000"\]$/,
  },
  {
    rule: 'SP-32',
    what: 'the detail of a message that is no array names no code of MessagePack',
    case: /^MessagePack: (a map|a number|null) at/,
    kind: 'records',
    theirs:
      /(MessagePackSerializationException: |"result":")Unexpected msgpack code \d+ \([a-z ]+\) encountered\./,
    ours: /(InvalidDataException: |"result":")Reading array length for 'message' failed\./,
  },
  {
    rule: 'SP-32',
    what: 'the detail of a message that is cut off names what is missing',
    case: /^MessagePack: (an empty message|a message cut off inside|an announced array that is not there) at/,
    kind: 'records',
    theirs: /(EndOfStreamException: |"result":")Attempted to read past the end of the stream\./,
    ours: /(InvalidDataException: |"result":")Reading (array length for 'message'|'invocationId' as String|'messageType' as Int32) failed\./,
  },
  {
    rule: 'SP-7',
    what: 'the detail of a length over 2 GiB is that of any length',
    case: /^MessagePack: a length of (six bytes|more than 2 GiB) at \/detailed$/,
    kind: 'part',
    ours: /InvalidDataException: Messages over 2GB in size are not supported\. The message size can be configured in AddHubOptions\./,
    theirs: 'FormatException: Messages over 2GB in size are not supported.',
  },
  {
    rule: 'SP-6',
    what: 'an announced length over the limit is refused before its message comes',
    case: /^MessagePack: a length over the limit at/,
    kind: 'rest',
    theirs: /^nothing came\ntext \{\}\nnothing came$/,
    ours: closedWith(LIMIT, ' The message size can be configured in AddHubOptions.'),
  },
  {
    rule: 'SP-42',
    what: 'arguments nested too deep are malformed; theirs fails the call',
    case: /^MessagePack: an argument nested 70 levels at/,
    kind: 'rest',
    theirs: new RegExp(
      `^binary \\[3, \\{\\}, "1", 1, "Failed to invoke 'EchoList' due to an error on the server\\.( InvalidDataException: Error binding arguments\\. [^"]*)?"\\]\\n${MESSAGEPACK_MARK}$`,
    ),
    ours: closed('Values nested deeper than 64 levels are not accepted.'),
  },
];
