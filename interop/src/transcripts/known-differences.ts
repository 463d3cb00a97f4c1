/**
 * Where the two servers differ on purpose: what is not listed here is a fault. The rules are those
 * of docs/spec, where `Deviates` says why; the table in interop/README.md is in the same order.
 */

import { CALL_DIFFERENCES } from './known/calls.ts';
import { HANDSHAKE_DIFFERENCES } from './known/handshake.ts';
import { HTTP_DIFFERENCES } from './known/http.ts';
import { JSON_DIFFERENCES } from './known/json.ts';
import type { KnownDifference } from './known/known-difference.ts';
import { MESSAGEPACK_DIFFERENCES } from './known/messagepack.ts';

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  ...HTTP_DIFFERENCES,
  ...HANDSHAKE_DIFFERENCES,
  ...JSON_DIFFERENCES,
  ...MESSAGEPACK_DIFFERENCES,
  ...CALL_DIFFERENCES,
];
