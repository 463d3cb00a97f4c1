/**
 * Who may connect, as the tokens of servers and clients say.
 *
 * Rules: docs/spec/azure-service.md, AS-60 to AS-69.
 */

import type { Claim } from '@parley/azure-signalr-protocol';
import type { Clock } from '@parley/signalr-server/transports';
import { isForeignToken, readSignedToken } from './json-web-token.ts';
import { audienceRefusal, type TokenPurpose } from './token-audience.ts';
import { claimsOf } from './token-claims.ts';
import { tokenLifetime } from './token-lifetime.ts';

/** As Azure has it. */
const MAX_TOKEN_CHARACTERS = 4096;
/** As in .NET's validation of tokens. */
const DEFAULT_CLOCK_SKEW_MS = 300_000;
/** What Entra gives at least; its tokens are not read. */
const ENTRA_LIFETIME_MS = 3_600_000;

/** Claims in the token's order; a type repeats for each of its values. */
export type TokenVerdict =
  | {
      readonly kind: 'accepted';
      readonly claims: readonly Claim[];
      /** Epoch ms. */
      readonly expiresAt: number;
    }
  /** `reason` is for the developer: it is answered, and logged. It never holds the token. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface ServiceAccess {
  /** `hub` is what the request asks for, in lower case. */
  verifyClient(accessToken: string | undefined, hub: string): TokenVerdict;
  verifyServer(accessToken: string | undefined, hub: string): TokenVerdict;
}

export interface ServiceAccessSettings {
  /** The key's bytes are those of this text in UTF-8: it is not decoded. */
  readonly accessKey: string;
  readonly clock: Clock;
  /**
   * Whether a server may come with a token that no access key has signed: one of Microsoft Entra, which cannot be
   * checked here. Default: it may not.
   */
  readonly acceptsEntraTokens?: boolean;
  /** How far the clock of whoever signed may be from ours. Default: 5 minutes. */
  readonly clockSkewMs?: number;
}

export function createServiceAccess(settings: ServiceAccessSettings): ServiceAccess {
  const { accessKey, clock, acceptsEntraTokens, clockSkewMs = DEFAULT_CLOCK_SKEW_MS } = settings;
  const key = Buffer.from(accessKey, 'utf8');

  const verify = (
    accessToken: string | undefined,
    purpose: TokenPurpose,
    hub: string,
  ): TokenVerdict => {
    if (accessToken === undefined || accessToken === '') {
      return refused(`there is none: a ${purpose} sends it as Authorization: Bearer ...`);
    }
    if (accessToken.length > MAX_TOKEN_CHARACTERS) {
      const length = `it has ${accessToken.length} characters`;
      return refused(`${length}, and ${MAX_TOKEN_CHARACTERS} is the most: it has too many claims`);
    }
    const reading = readSignedToken(accessToken, key);
    if (reading.kind === 'refused') {
      return refused(reading.reason);
    }
    const { payload } = reading;
    const audience = audienceRefusal(payload, purpose, hub);
    if (audience !== undefined) {
      return refused(audience);
    }
    const lifetime = tokenLifetime(payload, clock.epochMs(), clockSkewMs);
    return lifetime.kind === 'refused'
      ? refused(lifetime.reason)
      : { kind: 'accepted', claims: claimsOf(payload), expiresAt: lifetime.expiresAt };
  };

  return {
    verifyClient: (accessToken, hub) => verify(accessToken, 'client', hub),
    verifyServer: (accessToken, hub) =>
      acceptsEntraTokens === true && accessToken !== undefined && isForeignToken(accessToken)
        ? { kind: 'accepted', claims: [], expiresAt: clock.epochMs() + ENTRA_LIFETIME_MS }
        : verify(accessToken, 'server', hub),
  };
}

function refused(reason: string): TokenVerdict {
  return { kind: 'refused', reason: `The access token is refused: ${reason}.` };
}
