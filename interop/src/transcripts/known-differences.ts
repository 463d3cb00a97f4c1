/**
 * Where the two servers differ on purpose: what is not listed here is a fault. The rules are those
 * of docs/spec, where `Deviates` says why; the table in interop/README.md is in the same order.
 */

import {
  closed,
  closedWith,
  detail,
  JSON_MARK,
  literally,
  MESSAGEPACK_MARK,
  WORKS_IN_JSON,
} from './outcomes.ts';

/** One difference, in as many cases and records as it shows in. */
export type KnownDifference = {
  /** Of docs/spec. */
  readonly rule: string;
  /** For the table: what is different. */
  readonly what: string;
  readonly case: RegExp;
} & (
  | {
      /** What each record is like. */
      readonly kind: 'records';
      readonly theirs: RegExp;
      readonly ours: RegExp;
    }
  | {
      /** With this put for that, our record is theirs, but for other known differences. */
      readonly kind: 'part';
      readonly ours: RegExp;
      readonly theirs: string;
    }
  | {
      /** What each case is like from the first difference on, its records on lines. */
      readonly kind: 'rest';
      readonly theirs: RegExp;
      readonly ours: RegExp;
    }
);

const INT32 =
  'Either the JSON value is not in a supported format, or is out of bounds for an Int32.';
const LIMIT = 'The maximum message size of 32768B was exceeded.';

const HTTP_DIFFERENCES: readonly KnownDifference[] = [
  {
    rule: 'ST-15',
    what: 'every answer says that it depends on the origin',
    case: /./,
    kind: 'part',
    ours: /; vary: Origin|vary: Origin/,
    theirs: '',
  },
  {
    rule: 'ST-15',
    what: 'the answer to an upgrade has no headers for another origin',
    case: /^upgrade with an allowed origin$/,
    kind: 'records',
    theirs:
      /→ 101 access-control-allow-origin: http:\/\/allowed.example; access-control-allow-credentials: true$/,
    ours: /→ 101 $/,
  },
  {
    rule: 'ST-20',
    what: 'a refusal with a text has its length, and is not sent in chunks',
    case: /./,
    kind: 'part',
    ours: /(?<=→ 40[0-9] content-type: text\/plain); content-length: [1-9][0-9]*/,
    theirs: '',
  },
  {
    rule: 'ST-20',
    what: 'an unknown id of an upgrade is refused as text/plain too',
    case: /^WebSocket of an unknown id$/,
    kind: 'part',
    ours: /content-type: text\/plain/,
    theirs: '',
  },
  {
    rule: 'ST-20',
    what: 'a refusal of authentication is text/plain',
    case: /./,
    kind: 'part',
    ours: /(?<=→ 401 )content-type: text\/plain; /,
    theirs: '',
  },
  {
    rule: 'ST-26',
    what: 'HEAD is refused with a length of 0',
    case: /^(negotiate by HEAD|head )/,
    kind: 'part',
    ours: /(?<=^HEAD .*)(; )?content-length: 0/,
    theirs: '',
  },
  {
    rule: 'ST-16',
    what: 'the methods of a preflight stand apart by a space too',
    case: /^preflight/,
    kind: 'part',
    ours: /GET, POST, DELETE/,
    theirs: 'GET,POST,DELETE',
  },
  {
    rule: 'ST-16',
    what: 'a preflight is answered as text/plain',
    case: /^preflight/,
    kind: 'part',
    ours: /(?<=→ 204 )content-type: text\/plain(; )?/,
    theirs: '',
  },
  {
    rule: 'ST-57',
    what: 'a poll that waits when DELETE comes ends 204; theirs gets a close message',
    case: /^a delete while a poll waits$/,
    kind: 'records',
    theirs: /^the waiting poll → 200 .*"\{\\"type\\":7,\\"allowReconnect\\":true\}\\u001e"$/,
    ours: /^the waiting poll → 204 content-type: text\/plain; .* ""$/,
  },
  {
    rule: 'ST-21',
    what: "a token is known at its own hub's path alone",
    case: /^another hub's token$/,
    kind: 'records',
    theirs: /→ 200 content-type: application\/octet-stream; content-length: 0; .* ""$/,
    ours: /→ 404 .*"No Connection with that ID"$/,
  },
  {
    rule: 'ST-11',
    what: 'a connection does not exist for another user',
    case: /^another user's poll$/,
    kind: 'records',
    theirs: /→ 200 content-type: application\/octet-stream; content-length: 0; .* ""$/,
    ours: /→ 404 .*"No Connection with that ID"$/,
  },
  {
    rule: 'ST-14',
    what: 'an upgrade of an origin that is not allowed is refused',
    case: /^upgrade with another origin$/,
    kind: 'records',
    theirs: /→ 101 $/,
    ours: /→ 403 content-type: text\/plain; content-length: 0 ""$/,
  },
  {
    rule: 'ST-26',
    what: 'an upgrade is a WebSocket whatever it accepts',
    case: /^upgrade with an event stream too$/,
    kind: 'records',
    theirs: /→ 400 content-type: text\/plain "Connection ID required"$/,
    ours: /→ 101 $/,
  },
  {
    rule: 'ST-38',
    what: 'a malformed upgrade is refused as such, and not taken for a poll',
    case: /^upgrade with (no|a bad) key$/,
    kind: 'records',
    theirs: /→ 400 content-type: text\/plain; .*"Connection ID required"$/,
    ours: /→ 400 content-type: text\/html; content-length: 43 "Missing or invalid Sec-WebSocket-Key header"$/,
  },
  {
    rule: 'ST-38',
    what: 'version 8 of WebSockets is accepted, which differs from 13 in its number alone',
    case: /^upgrade with another version$/,
    kind: 'records',
    theirs: /→ 400 content-type: text\/plain; .*"Connection ID required"$/,
    ours: /→ 101 $/,
  },
  {
    rule: 'ST-36',
    what: 'a text frame of other bytes than UTF-8 is taken',
    case: /^text frames for MessagePack$/,
    kind: 'records',
    theirs: /^close 1007 $/,
    ours: /^close 1000 $/,
  },
  {
    rule: 'ST-36',
    what: 'a frame without a mask is refused at once',
    case: /^a frame without a mask$/,
    kind: 'records',
    theirs: /^silence$/,
    ours: /^close 1002 $/,
  },
  {
    rule: 'ST-35',
    what: 'the hub is told of a client that went away without a close frame',
    case: /^JSON: a socket cut$/,
    kind: 'records',
    theirs: /"result":"no error"\}$/,
    ours: /"result":"The client went away without ending the connection."\}$/,
  },
  {
    rule: 'ST-35',
    what: 'that a client went away is said before that its message was not whole',
    case: /^JSON: a socket cut inside a message$/,
    kind: 'records',
    theirs: /"result":"Connection terminated while reading a message."\}$/,
    ours: /"result":"The client went away without ending the connection."\}$/,
  },
];

const HANDSHAKE_DIFFERENCES: readonly KnownDifference[] = [
  {
    rule: 'SH-3',
    what: 'versions below 1 are refused',
    case: /^handshake of version (0|-1) at/,
    kind: 'rest',
    theirs: new RegExp(`^text \\{\\}\\n${JSON_MARK}$`),
    ours: /^text \{"error":"The server does not support version (0|-1) of the 'json' protocol\."\}\nclose 1000 ""$/,
  },
  {
    rule: 'SP-52',
    what: 'the detail of a version that is no Int32 is named InvalidDataException',
    case: /^handshake of (version 1.5|a huge version) at \/detailed$/,
    kind: 'part',
    ours: new RegExp(`InvalidDataException(?=: ${literally(INT32)})`),
    theirs: 'FormatException',
  },
  {
    rule: 'SP-52',
    what: 'the detail of a request that is no JSON does not say where',
    case: /^handshake (of an empty record|that is no JSON|that is cut off|with a comment|with a comma too many|with a byte order mark) at \/detailed$/,
    kind: 'records',
    theirs: /handshake\. JsonReaderException: .*\| BytePositionInLine: \d+\."\}$/,
    ours: /handshake\. InvalidDataException: Error reading JSON\."\}$/,
  },
];

const JSON_DIFFERENCES: readonly KnownDifference[] = [
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
    case: /^JSON: a (small|large) number at/,
    kind: 'records',
    theirs: /"result":1E(-07|\+21)\}$/,
    ours: /"result":1e(-7|\+21)\}$/,
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
    what: 'a __proto__ key is malformed',
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

const MESSAGEPACK_DIFFERENCES: readonly KnownDifference[] = [
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
    rule: 'SP-33',
    what: 'an integral number is written as an integer, whatever it was',
    case: /^MessagePack: an integer as a number at/,
    kind: 'records',
    theirs: /, 3, 2:float64\]$/,
    ours: /, 3, 2\]$/,
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

const CALL_DIFFERENCES: readonly KnownDifference[] = [
  {
    rule: 'SH-44',
    what: 'a stream can be cancelled after another call of its id; theirs is lost',
    case: /: two streams of one id at/,
    kind: 'records',
    theirs: /^nothing came$/,
    ours: /^(text \{"type":3,"invocationId":"a"\}|binary \[3, \{\}, "a", 2\])$/,
  },
  {
    rule: 'SH-45',
    what: 'ordinary calls are cancelled too, as in .NET 11',
    case: /: a cancel of an ordinary call at/,
    kind: 'records',
    theirs: /^text \{"type":3,"invocationId":"a","result":"released"\}$/,
    ours: /^text \{"type":3,"invocationId":"a","error":"An unexpected error occurred invoking 'HoldUntilCancelled' on the server\."\}$/,
  },
  {
    rule: 'SH-52',
    what: "items of a client's stream come as they are: JavaScript has no types for them",
    case: /: a stream from the client of another type at/,
    kind: 'records',
    theirs:
      /An unexpected error occurred invoking 'Sum' on the server\. HubException: Failed to bind Stream message\./,
    ours: /"0x"[\]}]$/,
  },
  {
    rule: 'SH-64',
    what: 'an empty name is refused of one group as of several',
    case: /: messages to oneself at/,
    kind: 'records',
    theirs: /(text .*"h","result":null\}|binary .*"h", 3, nil\])$/,
    ours: /"An unexpected error occurred invoking 'SendGroup' on the server\.( TypeError: Cannot send to an empty group name\.)?"[\]}]$/,
  },
  {
    rule: 'SH-64',
    what: 'the detail of an empty name is named TypeError',
    case: /: messages to oneself at \/detailed/,
    kind: 'part',
    ours: /(?<='SendGroups' on the server\. )TypeError/,
    theirs: 'InvalidOperationException',
  },
];

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  ...HTTP_DIFFERENCES,
  ...HANDSHAKE_DIFFERENCES,
  ...JSON_DIFFERENCES,
  ...MESSAGEPACK_DIFFERENCES,
  ...CALL_DIFFERENCES,
];
