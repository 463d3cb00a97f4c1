import { randomBytes } from 'node:crypto';
import { memberIdSchema } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import {
  createSession,
  encodeSession,
  SESSION_LIFETIME_MS,
  verifySession,
} from '../../src/sessions/session-cookie.ts';

const key = randomBytes(32);
const now = 1_700_000_000_000;
const ana = memberIdSchema.parse('ana');
const session = createSession(ana, now);
const cookie = encodeSession(session, key);

describe('session cookie', () => {
  it('says who signed in', () => {
    expect(verifySession(cookie, { key, now: now + 1000 })).toEqual(session);
  });

  it('is worth nothing when it is older than its lifetime', () => {
    const end = now + SESSION_LIFETIME_MS;
    expect(verifySession(cookie, { key, now: end - 1 })).toBeDefined();
    expect(verifySession(cookie, { key, now: end })).toBeUndefined();
  });

  it('is worth nothing with another server’s key', () => {
    expect(verifySession(cookie, { key: randomBytes(32), now })).toBeUndefined();
  });

  it('is worth nothing when any one character is changed', () => {
    for (let index = 0; index < cookie.length; index += 1) {
      const changed = cookie[index] === 'A' ? 'B' : 'A';
      const tampered = cookie.slice(0, index) + changed + cookie.slice(index + 1);
      expect(verifySession(tampered, { key, now }), tampered).toBeUndefined();
    }
  });

  it.each([
    '',
    '.',
    'v1',
    cookie.slice(0, -1),
    `${cookie}=`,
    cookie.slice(0, cookie.lastIndexOf('.') + 1),
    cookie.replace('ana', 'bob'),
    encodeSession({ ...session, memberId: 'a.b' as typeof ana }, key),
    encodeSession({ ...session, issuedAt: Number.NaN }, key),
    encodeSession({ ...session, memberId: 'not an id' as typeof ana }, key),
  ])('does not take %j', (forged) => {
    expect(verifySession(forged, { key, now })).toBeUndefined();
  });
});
