/**
 * Tokens that the service accepts: JSON Web Tokens, signed with the access key (RFC 7519, HS256).
 *
 * Rules: docs/spec/azure-signalr.md, AZ-7 to AZ-10.
 */

import { createHmac } from 'node:crypto';
import type { Claim } from '@parley/azure-signalr-protocol';

/** What signs a token. */
export interface SigningKey {
  /** Its UTF-8 is the key: it is not Base64, whatever it looks like. */
  readonly accessKey: string;
  /** By which the service finds the key among several; it has one without a name. */
  readonly keyId: string | undefined;
}

export interface AccessTokenClaims {
  readonly audience: string;
  /** In order; types may repeat. */
  readonly claims: readonly Claim[];
  /** Epoch ms. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export function createAccessToken(content: AccessTokenClaims, key: SigningKey): string {
  const header = { alg: 'HS256', typ: 'JWT', ...(key.keyId !== undefined && { kid: key.keyId }) };
  const issuedAt = Math.floor(content.issuedAt / 1000);
  const payload = {
    ...joined(content.claims),
    nbf: issuedAt,
    exp: Math.floor(content.expiresAt / 1000),
    iat: issuedAt,
    aud: content.audience,
  };
  const signed = `${encoded(header)}.${encoded(payload)}`;
  return `${signed}.${createHmac('sha256', key.accessKey).update(signed).digest('base64url')}`;
}

/** The values of a type that repeats are one list. */
function joined(claims: readonly Claim[]): Readonly<Record<string, string | readonly string[]>> {
  const lists = new Map<string, string[]>();
  for (const { type, value } of claims) {
    const list = lists.get(type) ?? [];
    list.push(value);
    lists.set(type, list);
  }
  return Object.fromEntries(
    [...lists].map(([type, list]) => [type, list.length === 1 ? (list[0] ?? '') : list]),
  );
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
