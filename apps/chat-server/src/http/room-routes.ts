/** `/api/rooms`: rooms, their history, and what the agent was given for a reply. */

import type { Chat } from '@parley/chat-core';
import {
  createRoomInputSchema,
  historyQuerySchema,
  replyInputSchema,
  roomInputSchema,
} from '@parley/chat-protocol';
import type { MemberId, Outcome } from '@parley/chat-protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { notSignedIn, refusalOfInput } from '../refusals.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { sendOutcome, sendRefusal } from './send-outcome.ts';

export interface RoomRoutesOptions {
  readonly chat: Pick<Chat, 'welcome' | 'createRoom' | 'history' | 'heardTranscript'>;
  readonly sessions: Sessions;
  /** The member is in another set of rooms now, on all its connections. */
  readonly onRoomsChanged: (memberId: MemberId) => Promise<void>;
}

type MemberHandler = (
  memberId: MemberId,
  request: FastifyRequest,
) => Outcome<unknown> | Promise<Outcome<unknown>>;

export function addRoomRoutes(app: FastifyInstance, options: RoomRoutesOptions): void {
  const { chat } = options;
  const forMember = (handler: MemberHandler): RouteHandlerMethod =>
    memberRoute(options.sessions, handler);

  app.get(
    '/api/rooms',
    forMember((memberId) => {
      const welcome = chat.welcome(memberId);
      return welcome.ok ? { ok: true, value: welcome.value.rooms } : welcome;
    }),
  );

  app.post(
    '/api/rooms',
    forMember(async (memberId, request) => {
      const input = createRoomInputSchema.safeParse(request.body);
      if (!input.success) return refusalOfInput(input.error);
      const created = await chat.createRoom(memberId, input.data);
      await options.onRoomsChanged(memberId);
      return created;
    }),
  );

  app.get(
    '/api/rooms/:roomId/messages',
    forMember((memberId, request) => {
      const room = roomInputSchema.safeParse(request.params);
      const query = historyQuerySchema.safeParse(request.query);
      if (!room.success) return refusalOfInput(room.error);
      if (!query.success) return refusalOfInput(query.error);
      return chat.history(memberId, room.data.roomId, query.data);
    }),
  );

  app.get(
    '/api/rooms/:roomId/replies/:messageId/transcript',
    forMember((memberId, request) => {
      const input = replyInputSchema.safeParse(request.params);
      if (!input.success) return refusalOfInput(input.error);
      return chat.heardTranscript(memberId, input.data);
    }),
  );
}

function memberRoute(sessions: Sessions, handler: MemberHandler): RouteHandlerMethod {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const person = sessions.find(request.headers.cookie)?.person;
    if (person === undefined) return sendRefusal(reply, notSignedIn());
    return sendOutcome(reply, await handler(person.id, request));
  };
}
