/** `/api/session`: signing in by name, by invite, by a link from another device, and out again. */

import type { AzureSignalRState } from '@parley/azure-signalr';
import type { Chat } from '@parley/chat-core';
import { claimLinkInputSchema, signInInputSchema } from '@parley/chat-protocol';
import type { Person, Refusal, SessionView } from '@parley/chat-protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notSignedIn, refusal, refusalOfInput } from '../refusals.ts';
import type { AttemptLimit } from '../sessions/attempt-limit.ts';
import type { DeviceLinks } from '../sessions/device-links.ts';
import type { InviteGate } from '../sessions/invite-gate.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { sendRefusal } from './send-outcome.ts';

export interface SessionRoutesOptions {
  readonly chat: Pick<Chat, 'addPerson' | 'findPerson'>;
  readonly sessions: Sessions;
  readonly inviteGate: InviteGate;
  readonly deviceLinks: DeviceLinks;
  /** New people by address. */
  readonly newPeople: AttemptLimit;
  /** Links for other devices by member. */
  readonly newLinks: AttemptLimit;
  /** What people open, without a slash at the end. */
  readonly baseUrl: () => string;
  /** Through which people connect, where it is not this server. */
  readonly service: { readonly state: AzureSignalRState } | undefined;
  /** The live connections of a session that was ended. */
  readonly endConnections: (sessionId: string) => void;
}

export function addSessionRoutes(app: FastifyInstance, options: SessionRoutesOptions): void {
  app.get('/api/session', (request, reply) => {
    const person = options.sessions.find(request.headers.cookie)?.person;
    return reply.send(viewOf(person, options));
  });
  app.post('/api/session', (request, reply) => signIn(request, reply, options));
  app.delete('/api/session', (request, reply) => {
    const session = options.sessions.find(request.headers.cookie)?.session;
    reply.header('set-cookie', options.sessions.signOut(session));
    if (session !== undefined) options.endConnections(session.id);
    return reply.send(viewOf(undefined, options));
  });
  app.post('/api/session/link', async (request, reply) => {
    const person = options.sessions.find(request.headers.cookie)?.person;
    if (person === undefined) return sendRefusal(reply, notSignedIn());
    const refused = tooManyLinks(options.newLinks.waitMs(person.id));
    if (refused !== undefined) return sendRefusal(reply, refused);
    options.newLinks.count(person.id);
    return reply.send(await options.deviceLinks.create(person.id, options.baseUrl()));
  });
  app.post('/api/session/claim', (request, reply) => claimLink(request, reply, options));
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  options: SessionRoutesOptions,
): Promise<FastifyReply> {
  const input = signInInputSchema.safeParse(request.body);
  if (!input.success) return sendRefusal(reply, refusalOfInput(input.error));
  const refused =
    options.inviteGate.refusalOf(input.data.invite, request.ip) ??
    tooManyPeople(options.newPeople.waitMs(request.ip));
  if (refused !== undefined) return sendRefusal(reply, refused);

  const added = await options.chat.addPerson(input.data.name);
  if (!added.ok) return sendRefusal(reply, withAdvice(added, input.data.name));
  options.newPeople.count(request.ip);
  return sendSignedIn(reply, added.value, options);
}

async function claimLink(
  request: FastifyRequest,
  reply: FastifyReply,
  options: SessionRoutesOptions,
): Promise<FastifyReply> {
  const input = claimLinkInputSchema.safeParse(request.body);
  if (!input.success) return sendRefusal(reply, refusalOfInput(input.error));
  // Somebody else's link, in a message say, must not take away who they are: a name has no password.
  const signedIn = options.sessions.find(request.headers.cookie)?.person;
  if (signedIn !== undefined) return sendRefusal(reply, signedInAlready(signedIn));
  const memberId = await options.deviceLinks.claim(input.data.token);
  const person = memberId === undefined ? undefined : options.chat.findPerson(memberId);
  if (person === undefined) {
    const message = 'This link is not valid any more: each works once, for ten minutes.';
    return sendRefusal(reply, refusal('link-not-valid', message));
  }
  return sendSignedIn(reply, person, options);
}

function sendSignedIn(
  reply: FastifyReply,
  person: Person,
  options: SessionRoutesOptions,
): FastifyReply {
  reply.header('set-cookie', options.sessions.signIn(person.id));
  return reply.send(viewOf(person, options));
}

function viewOf(
  person: Person | undefined,
  { inviteGate, service }: SessionRoutesOptions,
): SessionView {
  const me = person === undefined ? null : { id: person.id, name: person.name };
  const isAway = service !== undefined && service.state !== 'online';
  return { me, isInviteNeeded: inviteGate.isNeeded, ...(isAway && { isServiceAway: true }) };
}

/** The link is not used up by it. */
function signedInAlready({ name }: Person): Refusal {
  return refusal(
    'not-possible-now',
    `Here you are signed in as “${name}” already. Sign out first, then open the link again.`,
  );
}

function tooManyLinks(retryAfterMs: number): Refusal | undefined {
  if (retryAfterMs <= 0) return undefined;
  const message = 'You have asked for many links just now. Try again in a few minutes.';
  return { ok: false, problem: { code: 'rate-limited', message, retryAfterMs } };
}

function tooManyPeople(retryAfterMs: number): Refusal | undefined {
  if (retryAfterMs <= 0) return undefined;
  const message = 'Too many people have joined from here just now. Try again in a minute.';
  return { ok: false, problem: { code: 'rate-limited', message, retryAfterMs } };
}

/** A name that is taken may be the same person's, who is at another device now. */
function withAdvice(refused: Refusal, name: string): Refusal {
  if (refused.problem.code !== 'name-taken') return refused;
  return refusal(
    'name-taken',
    `“${name}” is taken. If it is you, ask for a link for another device where you are signed in, ` +
      'and open it here. Otherwise choose another name.',
  );
}
