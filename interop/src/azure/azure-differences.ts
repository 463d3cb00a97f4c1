/**
 * Where a client sees that the service stands between it and the server: what is not listed here is a fault. The table
 * in interop/README.md has the same rows.
 */

import type { KnownDifference } from '../transcripts/known/known-difference.ts';

export type AzureDifference = KnownDifference & {
  /** For the table: why it must be. */
  readonly why: string;
};

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
    rule: 'AZ-130',
    what: 'the id of a call that a client answers is random',
    why: 'calls of several servers go to one client',
    case: /: messages$/,
    kind: 'part',
    ours: /(?<=^(client|server): (\{"type":[13],"invocationId":|\[[13], \{\}, ))"<id \d+>"/,
    theirs: '"s#"',
  },
];
