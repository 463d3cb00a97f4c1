/** Messages in JSON. */

import type { KnownDifference } from './known-difference.ts';
import {
  closed,
  detail,
  JSON_MARK,
  literally,
  MESSAGEPACK_MARK,
  WORKS_IN_JSON,
} from '../outcomes.ts';

const INT32 =
  'Either the JSON value is not in a supported format, or is out of bounds for an Int32.';

export const JSON_DIFFERENCES: readonly KnownDifference[] = [
  {
    rule: 'SH-24',
    what: 'a message of an unknown type is skipped; theirs blocks the connection',
    case: /: type (0|10|99|-1) at/,
    kind: 'rest',
    theirs: /^nothing came\ntext \{\}\nnothing came$/,
    ours: new RegExp(`^(${JSON_MARK}|${MESSAGEPACK_MARK})$`),
  },
  {
    rule: 'SP-24',
    what: 'a record with anything behind its object is malformed',
    case: /^JSON: (two objects|an object and text) in a record at/,
    kind: 'rest',
    theirs: WORKS_IN_JSON,
    ours: closed('Error reading JSON.'),
  },
  {
    rule: 'SP-24',
    what: 'a record that is not UTF-8 is malformed, wherever in it',
    case: /^JSON: text that is no UTF-8$/,
    kind: 'rest',
    theirs: new RegExp(
      `^text \\{"type":3,"invocationId":"1","error":"Failed to invoke 'EchoText' due to an error on the server\\."\\}\\n${JSON_MARK}$`,
    ),
    ours: closed('Error reading JSON.'),
  },
  {
    rule: 'SP-23',
    what: 'a type that is written 1.0 is the type 1',
    case: /^JSON: a type of 1\.0 at/,
    kind: 'rest',
    theirs: closed(INT32, 'FormatException'),
    ours: WORKS_IN_JSON,
  },
  {
    rule: 'SP-23',
    what: 'the detail of a type that is no Int32 is named InvalidDataException',
    case: /^JSON: a type of (1\.5|2 billion and more) at/,
    kind: 'part',
    ours: new RegExp(`InvalidDataException(?=: ${literally(INT32)})`),
    theirs: 'FormatException',
  },
  {
    rule: 'SP-23',
    what: 'the detail of a stream id that is a number is that of one that is null',
    case: /^JSON: a call with stream ids of numbers at/,
    kind: 'records',
    theirs:
      /(InvalidOperationException: |"result":")Cannot get the value of a token type 'Number' as a string\./,
    ours: /(InvalidDataException: |"result":")Null value for 'streamIds' is not valid\./,
  },
  {
    rule: 'SP-22',
    what: 'arguments before a second target are bound to the second; theirs to the first',
    case: /^JSON: a call with its target twice at/,
    kind: 'records',
    theirs: detail(
      "An unexpected error occurred invoking 'EchoFlag' on the server.",
      "InvalidCastException: Unable to cast object of type 'System.String' to type 'System.Boolean'.",
    ),
    ours: detail(
      "Failed to invoke 'EchoFlag' due to an error on the server.",
      'InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.',
    ),
  },
  {
    rule: 'SP-25',
    what: 'numbers are written as JavaScript writes them',
    case: /^JSON: a (small|large) number at|^\.NET client, json/,
    kind: 'records',
    theirs: /"result":[-\d.]+E(-07|\+\d+)\}$/,
    ours: /"result":[-\d.]+e(-7|\+\d+)\}$/,
  },
  {
    rule: 'SP-25',
    what: '-0 is written 0',
    case: /^JSON: a number below zero by nothing at/,
    kind: 'records',
    theirs: /"result":-0\}$/,
    ours: /"result":0\}$/,
  },
  {
    rule: 'SP-25',
    what: 'integers of more than 53 bits are rounded',
    case: /^JSON: an integer of more than 53 bits at/,
    kind: 'records',
    theirs: /"result":9007199254740993\}$/,
    ours: /"result":9007199254740992\}$/,
  },
  {
    rule: 'SP-25',
    what: 'half a surrogate pair is a character of JavaScript',
    case: /^JSON: half a surrogate pair at/,
    kind: 'records',
    theirs:
      /"error":"Failed to invoke 'EchoText' due to an error on the server\.( InvalidDataException: Error binding arguments\. [^"]*)?"\}$/,
    ours: /"result":"\\ud83d"\}$/,
  },
  {
    rule: 'SP-42',
    what: 'the detail says that values are nested too deep',
    case: /^JSON: nested arguments of (70|2000) levels at/,
    kind: 'part',
    ours: /Values nested deeper than 64 levels are not accepted\./,
    theirs: 'Error reading JSON.',
  },
  {
    rule: 'SP-42',
    what: 'a property that nobody reads may be nested deeper',
    case: /^JSON: a nested property that is unknown at/,
    kind: 'rest',
    theirs: closed('Error reading JSON.'),
    ours: WORKS_IN_JSON,
  },
  {
    rule: 'SP-43',
    what: 'a key `__proto__` is malformed',
    case: /^JSON: a __proto__ in (an argument|headers) at/,
    kind: 'rest',
    theirs: new RegExp(
      `^text \\{"type":3,"invocationId":"1","result":("x"|\\{"name":"n","count":1,"inner":\\{"tags":\\[\\],"ratio":0\\.5\\},"missing":null\\})\\}\\n${JSON_MARK}$`,
    ),
    ours: closed("The key '__proto__' is not accepted."),
  },
  {
    rule: 'SH-15',
    what: 'the hub is not told where a .NET server sets the limit',
    case: /over the limit|of megabytes/,
    kind: 'records',
    theirs:
      /"result":"The maximum message size of 32768B was exceeded\. The message size can be configured in AddHubOptions\."\}$/,
    ours: /"result":"The maximum message size of 32768B was exceeded\."\}$/,
  },
];
