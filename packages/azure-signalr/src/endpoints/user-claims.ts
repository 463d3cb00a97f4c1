/**
 * A user's way to the hub through the service: into the claims of a client's token, and out of those of a client that
 * the service hands over.
 *
 * The service knows texts alone and renames some claims, as .NET does. What would not come back as it was goes into a
 * claim of our own, as JSON. Rules: docs/spec/azure-signalr.md, AZ-11 to AZ-15.
 */

import type { Claim } from '@parley/azure-signalr-protocol';
import type { ConnectedUser } from '@parley/signalr-server';
import { keepsItsName, NAME_IDENTIFIER, shortClaimType } from './claim-types.ts';

/** A user, and how long that is known. */
export interface SignedInUser {
  readonly user: ConnectedUser;
  /** Epoch ms. */
  readonly expiresAt: number | undefined;
}

/** What a claim of our own holds: all that the others cannot. */
interface Remainder {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly isAnonymous?: boolean;
  readonly expiresAt?: number;
}

/** Says at once that the token is ours, so it is there even if it holds nothing. */
const REMAINDER = 'parley.user';
const USER_ID = 'asrs.s.uid';
const SYSTEM_PREFIX = 'asrs.s.';
const USER_PREFIX = 'asrs.u.';
const EXPIRES_ON = 'asrs.s.aeo';

/** Names to which a token gives a meaning; the user's own go by another meanwhile. */
const TOKEN_NAMES: ReadonlySet<string> = new Set(
  ['aud', 'exp', 'iat', 'nbf', 'iss'].concat('actort', 'acr', 'azp', 'c_hash', 'jti', 'nonce'),
);

/** It has no UTF-8. */
const HALF_A_PAIR = /\p{Surrogate}/u;
/** .NET reads it and writes it otherwise. */
const LOOKS_LIKE_A_TIME = /^\d{4}-\d\d-\d\dT|^\/Date\(/;

/**
 * The user's claims of a client's token, in their order.
 *
 * @throws {TypeError} for claims that are no JSON, and for an id that is another's once it is UTF-8.
 */
export function claimsOfUser({ user, expiresAt }: SignedInUser): readonly Claim[] {
  if (user.userId !== undefined && HALF_A_PAIR.test(user.userId)) {
    throw new TypeError('The id of the user has half a surrogate pair.');
  }
  const plain = Object.entries(user.claims).filter(([type, value]) => isPlain(type, value));
  const others = Object.entries(user.claims).filter(([type, value]) => !isPlain(type, value));
  const remainder: Remainder = {
    ...(others.length > 0 && { claims: Object.fromEntries(others) }),
    ...(user.isAnonymous !== undefined && { isAnonymous: user.isAnonymous }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  return [
    ...(user.userId === undefined ? [] : idClaims(user.userId)),
    { type: REMAINDER, value: JSON.stringify(remainder) },
    ...plain.flatMap(([type, value]) => plainClaims(type, value)),
  ];
}

/** The user whom the service hands over, of our own tokens and of everybody else's. */
export function userOf(claims: readonly Claim[]): ConnectedUser {
  const userId = valueOf(claims, USER_ID) ?? nameIdentifierOf(claims);
  const remainder = remainderOf(claims);
  if (remainder === undefined) {
    return { userId, claims: Object.fromEntries(gathered(claims)) };
  }
  const plain = gathered(claims.filter(({ type }) => shortClaimType(type) !== 'nameid'));
  return {
    userId,
    claims: Object.fromEntries([...plain, ...Object.entries(remainder.claims ?? {})]),
    ...(remainder.isAnonymous !== undefined && { isAnonymous: remainder.isAnonymous }),
  };
}

/** When the authentication of the user whom the service hands over stops being valid: epoch ms. */
export function expiresAtOf(claims: readonly Claim[]): number | undefined {
  const remainder = remainderOf(claims);
  if (remainder !== undefined) {
    return remainder.expiresAt;
  }
  const seconds = valueOf(claims, EXPIRES_ON);
  return seconds !== undefined && /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** Whether it comes back as it was, whoever reads and renames it on its way. */
function isPlain(type: string, value: unknown): boolean {
  const isOurs = type === REMAINDER || type.startsWith('asrs.') || type === '';
  const isRenamed = !TOKEN_NAMES.has(type) && !keepsItsName(type);
  return !isOurs && !isRenamed && !isUserId(type) && (isPlainText(value) || isPlainList(value));
}

/** The service takes them for the user's id, which is the application's to give. */
function isUserId(type: string): boolean {
  return type === 'nameid' || type === 'sub';
}

function isPlainText(value: unknown): value is string {
  return typeof value === 'string' && !LOOKS_LIKE_A_TIME.test(value) && !HALF_A_PAIR.test(value);
}

/** A list of one is the same as the text alone. */
function isPlainList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 1 && value.every(isPlainText);
}

function idClaims(userId: string): readonly Claim[] {
  return [
    { type: USER_ID, value: userId },
    { type: 'nameid', value: userId },
  ];
}

function plainClaims(type: string, value: unknown): readonly Claim[] {
  const name = TOKEN_NAMES.has(type) ? `${USER_PREFIX}${type}` : type;
  const values = isPlainList(value) ? value : isPlainText(value) ? [value] : [];
  return values.map((text) => ({ type: name, value: text }));
}

/** Claims of the user alone, by their short names; those that repeat as a list. */
function gathered(claims: readonly Claim[]): ReadonlyMap<string, string | readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { type, value } of claims) {
    const name = nameOf(type);
    const earlier = name === undefined ? undefined : values.get(name);
    if (earlier !== undefined) {
      earlier.push(value);
    } else if (name !== undefined) {
      values.set(name, [value]);
    }
  }
  return new Map([...values].map(([name, list]) => [name, only(list) ?? list]));
}

/** `undefined` is what the service and the token have put there. */
function nameOf(type: string): string | undefined {
  if (type.startsWith(USER_PREFIX)) {
    return type.slice(USER_PREFIX.length);
  }
  const isOurs = type.startsWith(SYSTEM_PREFIX) || TOKEN_NAMES.has(type) || type === REMAINDER;
  return isOurs ? undefined : shortClaimType(type);
}

function only(list: readonly string[]): string | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function nameIdentifierOf(claims: readonly Claim[]): string | undefined {
  return claims.find(({ type }) => type === NAME_IDENTIFIER || isUserId(type))?.value;
}

function valueOf(claims: readonly Claim[], type: string): string | undefined {
  return claims.find((claim) => claim.type === type)?.value;
}

/** The token was signed by whoever holds the key, so this is checked for its shape alone. */
function remainderOf(claims: readonly Claim[]): Remainder | undefined {
  const text = valueOf(claims, REMAINDER);
  return text === undefined ? undefined : parseRemainder(text);
}

function parseRemainder(text: string): Remainder | undefined {
  const value = parsed(text);
  if (!isRecord(value)) {
    return undefined;
  }
  const { claims, isAnonymous, expiresAt } = value;
  return {
    ...(isRecord(claims) && { claims }),
    ...(typeof isAnonymous === 'boolean' && { isAnonymous }),
    ...(typeof expiresAt === 'number' && { expiresAt }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not of our making, whatever its name: the other claims say who it is.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
