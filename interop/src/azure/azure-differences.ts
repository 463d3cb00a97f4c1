/**
 * Where a client sees that the service stands between it and the server: what is not listed here is a fault. The table
 * in interop/README.md has the same rows.
 */

import type { KnownDifference } from '../transcripts/known/known-difference.ts';

export type AzureDifference = KnownDifference & {
  /** For the table: why it must be. */
  readonly why: string;
};

const OVER_LIMIT = 'The maximum message size of 32768B was exceeded\\.';

export const AZURE_DIFFERENCES: readonly AzureDifference[] = [
  {
    rule: 'AZ-6',
    what: 'negotiate sends the client to the service before it is negotiated with',
    why: 'the service holds the connections',
    case: /: sent elsewhere$/,
    kind: 'rest',
    theirs: /^$/,
    ours: /^POST \/\w+\/negotiate → 200 content-type: application\/json; content-length: \d+; vary: Origin \{"negotiateVersion":0,"url":"http:\/\/127\.0\.0\.1:\d+\/client\/\?hub=\w+&asrs\.op=%2F\w+&negotiateVersion=1&asrs_request_id=[\w%]+","accessToken":"[\w-]+\.[\w-]+\.[\w-]+","availableTransports":\[\]\}$/,
  },
  {
    rule: 'AS-12',
    what: 'a handshake that cannot be read is refused without details',
    why: 'the service reads it, and refuses it by itself',
    case: /^handshake .* at \/detailed$/,
    kind: 'records',
    theirs:
      /^text \{"error":"An unexpected error occurred during connection handshake\. InvalidDataException: .+"\}$/,
    ours: /^text \{"error":"An unexpected error occurred during connection handshake\."\}$/,
  },
  {
    rule: 'AS-32',
    what: "a message that says that it passes the hub's limit is refused when it is there",
    why: 'the service knows a limit of its own alone',
    case: /^MessagePack: a length over the limit at/,
    kind: 'rest',
    theirs: new RegExp(
      `^binary \\[7, "Connection closed with an error\\..*\n.*\n.*\n.*${OVER_LIMIT}"\\}$`,
    ),
    ours: /^nothing came\ntext \{\}\nnothing came$/,
  },
  {
    rule: 'AS-25',
    what: 'a group that is named twice is sent to once',
    why: 'the service has one list of groups for a message',
    case: /: messages to oneself at/,
    kind: 'rest',
    theirs: /^.*"twice"\].*\n.*"f",.*\n.*"mark".*$/,
    ours: /^.*"f",.*\n.*"mark".*$/,
  },
  {
    rule: 'AZ-109',
    what: 'a group with an empty name cannot be joined',
    why: 'the service knows no empty name',
    case: /: empty names at/,
    kind: 'records',
    theirs: /"i",("result":null\}| 3, nil\])$/,
    ours: /"An unexpected error occurred invoking 'Join' on the server\.( TypeError: A group's name must not be empty, and not begin with a NUL\.)?"[\]}]$/,
  },
];
