/** Lets onto the hub who is signed in, from a page of ours. */

import type { Authentication } from '@parley/signalr-server';
import type { IncomingMessage } from 'node:http';
import type { OriginPolicy } from '../http/origin-policy.ts';
import { SESSION_LIFETIME_MS } from '../sessions/session-cookie.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { SESSION_CLAIM } from './chat-hub.ts';

export interface AuthenticateOptions {
  readonly sessions: Sessions;
  readonly originPolicy: OriginPolicy;
}

export function authenticate(
  request: IncomingMessage,
  { sessions, originPolicy }: AuthenticateOptions,
): Authentication {
  const { host, origin, cookie } = request.headers;
  if (!originPolicy.isHostAllowed(host) || !originPolicy.isOriginAllowed(origin, host))
    return { kind: 'refused', status: 403 };
  const signedIn = sessions.find(cookie);
  if (signedIn === undefined) return { kind: 'refused', status: 401 };
  const { person, session } = signedIn;
  return {
    kind: 'accepted',
    user: { userId: person.id, claims: { [SESSION_CLAIM]: session.id } },
    expiresAt: session.issuedAt + SESSION_LIFETIME_MS,
  };
}
