/** Who may connect, as the tokens of servers and clients say. */

import type { Claim } from '@parley/azure-signalr-protocol';

/** Claims in the token's order; a type repeats for each of its values. */
export type TokenVerdict =
  | {
      readonly kind: 'accepted';
      readonly claims: readonly Claim[];
      /** Epoch ms. */
      readonly expiresAt: number;
    }
  /** `reason` is for the developer: it is answered, and logged. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface ServiceAccess {
  /** `hub` is what the request asks for, in lower case. */
  verifyClient(accessToken: string | undefined, hub: string): TokenVerdict;
  verifyServer(accessToken: string | undefined, hub: string): TokenVerdict;
}
