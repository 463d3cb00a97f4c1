/** Reads JSON Web Tokens that a shared key has signed. Rules: docs/spec/azure-service.md, AS-60 to AS-62. */

import { createHmac, timingSafeEqual } from 'node:crypto';

const HASHES = { HS256: 'sha256', HS512: 'sha512' } as const;
/** Longer ones are not named to whoever reads the refusal: they may be anything. */
const ALGORITHM_NAME = /^(?:[A-Z]{2}\d{3}|none)$/;
const BASE64_URL = /^[A-Za-z0-9_-]+$/;

/** What a token says, by name; nothing is known of the values. */
export type TokenPayload = Readonly<Record<string, unknown>>;

export type TokenReading =
  | { readonly kind: 'read'; readonly payload: TokenPayload }
  /** Holds nothing of a token but the name of a known kind of algorithm. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The key's id is not looked at: Microsoft's SDK has another in every process. */
export function readSignedToken(token: string, key: Uint8Array): TokenReading {
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every((part) => BASE64_URL.test(part))) {
    return refused('it is malformed: a JSON Web Token has three parts of Base64Url');
  }
  const algorithm = parseObject(header)?.['alg'];
  if (!isKnownAlgorithm(algorithm)) {
    return refused(algorithmRefusal(algorithm));
  }

  const expected = createHmac(HASHES[algorithm], key).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refused('it is signed with another access key than this service has');
  }
  const content = parseObject(payload);
  return content === undefined
    ? refused('it is malformed: its payload is no JSON object')
    : { kind: 'read', payload: content };
}

/** Whether no access key has signed it, as its header says or because it has none. */
export function isForeignToken(token: string): boolean {
  return token !== '' && !isKnownAlgorithm(parseObject(token.split('.', 1)[0] ?? '')?.['alg']);
}

function refused(reason: string): TokenReading {
  return { kind: 'refused', reason };
}

function parseObject(part: string): TokenPayload | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the caller says so.
    return undefined;
  }
}

function isObject(value: unknown): value is TokenPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKnownAlgorithm(value: unknown): value is keyof typeof HASHES {
  return typeof value === 'string' && Object.hasOwn(HASHES, value);
}

function algorithmRefusal(algorithm: unknown): string {
  if (algorithm === undefined) {
    return 'it is malformed: its header names no algorithm';
  }
  const isNamed = typeof algorithm === 'string' && ALGORITHM_NAME.test(algorithm);
  return `its algorithm is ${isNamed ? algorithm : 'unknown'}, and only HS256 and HS512 are taken`;
}
