/** Calls and streams in both protocols. */

import type { KnownDifference } from './known-difference.ts';

export const CALL_DIFFERENCES: readonly KnownDifference[] = [
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
    rule: 'SH-58',
    what: "an item that does not fit has no detail of the parser's",
    case: /: a stream from the client of another type at \/detailed$/,
    kind: 'records',
    theirs:
      /HubException: Failed to bind Stream message\. (JsonException: The JSON value could not be converted to System\.Int32\. .*|InvalidDataException: Deserializing object of the `Int32` type for 'item' failed\.)"[\]}]$/,
    ours: /HubException: Failed to bind Stream message\."[\]}]$/,
  },
  {
    rule: 'SH-64',
    what: 'an empty name is refused of one group as of several',
    case: /: empty names at/,
    kind: 'records',
    theirs: /(text .*"h","result":null\}|binary .*"h", 3, nil\])$/,
    ours: /"An unexpected error occurred invoking 'SendGroup' on the server\.( TypeError: Cannot send to an empty group name\.)?"[\]}]$/,
  },
  {
    rule: 'SH-64',
    what: 'the detail of an empty name is named TypeError',
    case: /: empty names at \/detailed/,
    kind: 'part',
    ours: /(?<='SendGroups' on the server\. )TypeError/,
    theirs: 'InvalidOperationException',
  },
  {
    rule: 'SH-148',
    what: "nothing of another socket is heard before the client's sequence",
    case: /^stateful: a client is not heard before its sequence$/,
    kind: 'records',
    theirs: /^text \{"type":3,"invocationId":"a","result":"too early"\}$/,
    ours: /^text \{"type":3,"invocationId":"b","result":"second"\}$/,
  },
  {
    rule: 'ST-123',
    what: 'another socket takes the place of one that is open; theirs loses both',
    case: /^stateful: a client comes back while its first socket is open$/,
    kind: 'rest',
    theirs: /^close 1000 ""\nclose 1000 ""$/,
    ours: /^text \{"type":3,"invocationId":"b","result":"second"\}\nthe socket ended$/,
  },
];
