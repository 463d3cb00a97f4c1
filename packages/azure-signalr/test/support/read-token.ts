/** Tokens, read as RFC 7519 says, with nothing of what writes them. */

import { createHmac, timingSafeEqual } from 'node:crypto';

export interface ReadToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** @throws {Error} for a token that this key has not signed. */
export function readToken(token: string, key: string): ReadToken {
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token);
  if (match === null) {
    throw new Error('not three parts of base64url');
  }
  const [, header = '', payload = '', signature = ''] = match;
  const { alg } = partOf(header);
  const expected = createHmac(alg === 'HS512' ? 'sha512' : 'sha256', Buffer.from(key, 'utf8'))
    .update(`${header}.${payload}`, 'ascii')
    .digest();
  const actual = Buffer.from(signature, 'base64url');
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new Error('another key has signed it');
  }
  return { header: partOf(header), payload: partOf(payload) };
}

function partOf(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}
