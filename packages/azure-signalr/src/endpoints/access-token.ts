/**
 * Tokens that the service accepts: JSON Web Tokens, signed with the access key (RFC 7519, HS256 or HS512).
 *
 * Rules: docs/spec/azure-signalr.md, AZ-7 to AZ-10 and AZ-169.
 */

import { createHmac } from 'node:crypto';
import type { Claim } from '@parley/azure-signalr-protocol';

const HASHES = { HS256: 'sha256', HS512: 'sha512' } as const;

/** By its name in RFC 7518. */
export type AccessTokenAlgorithm = keyof typeof HASHES;

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

export function createAccessToken(
  content: AccessTokenClaims,
  key: SigningKey,
  algorithm: AccessTokenAlgorithm,
): string {
  const header = { alg: algorithm, typ: 'JWT', ...(key.keyId !== undefined && { kid: key.keyId }) };
  const issuedAt = Math.floor(content.issuedAt / 1000);
  const payload = {
    ...joined(content.claims),
    nbf: issuedAt,
    exp: Math.floor(content.expiresAt / 1000),
    iat: issuedAt,
    aud: content.audience,
  };
  const signed = `${encoded(header)}.${encoded(payload)}`;
  const signature = createHmac(HASHES[algorithm], key.accessKey).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}

export function isAccessTokenAlgorithm(name: string): boolean {
  return Object.hasOwn(HASHES, name);
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
