/** From when and until when a token is good. Rules: docs/spec/azure-service.md, AS-63 and AS-64. */

import type { TokenPayload } from './json-web-token.ts';

/** What a date can be at most, in seconds from 1970. */
const MAX_SECONDS = 8.64e12;

/** Times are epoch ms. */
export type TokenLifetime =
  | { readonly kind: 'current'; readonly expiresAt: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** `nowMs` is epoch ms; the two ends are wider by `clockSkewMs`. */
export function tokenLifetime(
  payload: TokenPayload,
  nowMs: number,
  clockSkewMs: number,
): TokenLifetime {
  const expiresAt = epochMsOf(payload['exp']);
  const notBefore = payload['nbf'] === undefined ? undefined : epochMsOf(payload['nbf']);
  if (expiresAt === 'malformed') {
    return refused('it has no expiry (exp) in seconds since 1970');
  }
  if (notBefore === 'malformed') {
    return refused('its not-before (nbf) is not in seconds since 1970');
  }

  if (nowMs > expiresAt + clockSkewMs) {
    return refused(`it expired ${durationText(nowMs - expiresAt)} ago, at ${timeText(expiresAt)}`);
  }
  if (notBefore !== undefined && nowMs < notBefore - clockSkewMs) {
    const text = `it is not valid for another ${durationText(notBefore - nowMs)}, until`;
    return refused(`${text} ${timeText(notBefore)}: the clocks differ`);
  }
  return { kind: 'current', expiresAt };
}

function refused(reason: string): TokenLifetime {
  return { kind: 'refused', reason };
}

function epochMsOf(seconds: unknown): number | 'malformed' {
  return typeof seconds === 'number' && Math.abs(seconds) <= MAX_SECONDS
    ? seconds * 1000
    : 'malformed';
}

function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function durationText(durationMs: number): string {
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 1) {
    return `${Math.ceil(durationMs / 1000)} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 1 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
