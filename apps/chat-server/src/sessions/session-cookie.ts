/**
 * The session cookie: who signed in, signed by the server, so that nobody can be somebody else.
 *
 * `v1.<member>.<session>.<issued at, ms>.<HMAC-SHA256 of what stands before, base64url>`
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { memberIdSchema } from '@parley/chat-protocol';
import type { MemberId } from '@parley/chat-protocol';

export const SESSION_COOKIE = 'parley_session';
/** 180 days. */
export const SESSION_LIFETIME_MS = 180 * 24 * 60 * 60 * 1000;

const VERSION = 'v1';

export interface Session {
  readonly memberId: MemberId;
  /** One a sign-in: signing out ends it alone. */
  readonly id: string;
  /** Epoch ms. */
  readonly issuedAt: number;
}

export function createSession(memberId: MemberId, now: number): Session {
  return { memberId, id: randomBytes(16).toString('base64url'), issuedAt: now };
}

export function encodeSession(session: Session, key: Buffer): string {
  const content = [VERSION, session.memberId, session.id, session.issuedAt].join('.');
  return `${content}.${signatureOf(content, key)}`;
}

/** `undefined`: not signed with this key, changed, or too old. */
export function verifySession(
  cookie: string,
  { key, now }: { readonly key: Buffer; readonly now: number },
): Session | undefined {
  const end = cookie.lastIndexOf('.');
  if (end === -1) return undefined;
  const content = cookie.slice(0, end);
  if (!isEqual(cookie.slice(end + 1), signatureOf(content, key))) return undefined;

  const [version, memberId, id, issuedAt, ...rest] = content.split('.');
  const member = memberIdSchema.safeParse(memberId);
  if (version !== VERSION || !member.success || id === undefined || rest.length > 0)
    return undefined;
  const session = { memberId: member.data, id, issuedAt: Number(issuedAt) };
  return now - session.issuedAt < SESSION_LIFETIME_MS ? session : undefined;
}

function signatureOf(content: string, key: Buffer): string {
  return createHmac('sha256', key).update(content).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
