/** A token's content as a list of claims. Rules: docs/spec/azure-service.md, AS-67. */

import type { Claim } from '@parley/azure-signalr-protocol';
import type { TokenPayload } from './json-web-token.ts';

/** In the token's order; each value of an array is a claim of its own. */
export function claimsOf(payload: TokenPayload): readonly Claim[] {
  return Object.entries(payload).flatMap(([type, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => ({ type, value: textOf(item) })),
  );
}

/** As .NET has it: text as it is, nothing for null, everything else as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return value === null ? '' : JSON.stringify(value);
}
