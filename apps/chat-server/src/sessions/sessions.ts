/** Who a request is from: the one place where a cookie becomes a member. */

import { fastifyCookie } from '@fastify/cookie';
import type { Chat, Clock } from '@parley/chat-core';
import type { MemberId, Person } from '@parley/chat-protocol';
import {
  createSession,
  encodeSession,
  SESSION_COOKIE,
  SESSION_LIFETIME_MS,
  verifySession,
} from './session-cookie.ts';
import type { Session } from './session-cookie.ts';
import type { SignedOutSessions } from './signed-out-sessions.ts';

export interface SessionsOptions {
  readonly key: Buffer;
  readonly clock: Clock;
  readonly people: Pick<Chat, 'findPerson'>;
  readonly signedOut: SignedOutSessions;
  /** Whether people come by https, so that the cookie never travels without. */
  readonly isSecure: boolean;
}

export interface SignedIn {
  readonly session: Session;
  readonly person: Person;
}

export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** The `Set-Cookie` header that signs a member in. */
  signIn(memberId: MemberId): string {
    const session = createSession(memberId, this.#options.clock.now());
    const value = encodeSession(session, this.#options.key);
    return this.#header(value, SESSION_LIFETIME_MS / 1000);
  }

  /** Ends the session for good, and returns the `Set-Cookie` header that takes the cookie away. */
  signOut(session: Session | undefined): string {
    if (session !== undefined) this.#options.signedOut.add(session);
    return this.#header('', 0);
  }

  /** Whether a session that was once found still counts, for who has only its id. */
  isOpen(sessionId: string): boolean {
    return !this.#options.signedOut.has(sessionId);
  }

  /** By the `Cookie` header; `undefined` is nobody, for whatever reason. */
  find(cookieHeader: string | undefined): SignedIn | undefined {
    const cookie = fastifyCookie.parse(cookieHeader ?? '')[SESSION_COOKIE];
    if (cookie === undefined) return undefined;
    const { key, clock, signedOut, people } = this.#options;
    const session = verifySession(cookie, { key, now: clock.now() });
    if (session === undefined || signedOut.has(session.id)) return undefined;
    const person = people.findPerson(session.memberId);
    return person === undefined ? undefined : { session, person };
  }

  #header(value: string, maxAgeSeconds: number): string {
    return fastifyCookie.serialize(SESSION_COOKIE, value, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: this.#options.isSecure,
      maxAge: maxAgeSeconds,
    });
  }
}
