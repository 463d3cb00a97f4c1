/** Tokens as Microsoft's SDK signs them, made by hand so that nothing under test makes them. */

import { createHmac } from 'node:crypto';

export const ACCESS_KEY = 'a key of this test, with ümlauts and = signs==';

export interface SignedTokenParts {
  readonly header?: object;
  readonly payload: object | string;
  readonly key?: string;
  readonly hash?: 'sha256' | 'sha512';
}

export function signedToken(parts: SignedTokenParts): string {
  const { payload, key = ACCESS_KEY, hash = 'sha256' } = parts;
  const header = parts.header ?? { alg: 'HS256', typ: 'JWT', kid: '-1735230541' };
  const content = `${base64Url(header)}.${base64Url(payload)}`;
  const signature = createHmac(hash, Buffer.from(key, 'utf8')).update(content).digest('base64url');
  return `${content}.${signature}`;
}

function base64Url(value: object | string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text, 'utf8').toString('base64url');
}
