/**
 * The chat hub: authenticates, parses, asks the chat, answers.
 *
 * Who calls is the member that the connection's cookie says. Whatever a client sends, it reads an
 * outcome: input that the schema refuses is refused with its sentence, and never an exception.
 */

import type { Chat } from '@parley/chat-core';
import {
  createRoomInputSchema,
  memberIdSchema,
  openRoomInputSchema,
  postMessageInputSchema,
  readReplyInputSchema,
  renameRoomInputSchema,
  replyInputSchema,
  roomInputSchema,
  turnInputSchema,
} from '@parley/chat-protocol';
import type { ChatHubContract, MemberId, Outcome } from '@parley/chat-protocol';
import type { Hub, HubCall } from '@parley/signalr-server';
import type { z } from 'zod';
import { refusalOfError, refusalOfInput } from '../refusals.ts';
import type { MemberConnections } from './member-connections.ts';

export interface ChatHubOptions {
  readonly chat: Chat;
  readonly connections: MemberConnections;
  /** What another person opens to join. */
  readonly inviteUrl: () => string;
  /** Whether a session has not been ended: it may be, between a client's negotiation and its connection. */
  readonly isSessionOpen: (sessionId: string) => boolean;
}

type Call = HubCall<ChatHubContract>;

/** Claim of a connection's user: the session that its cookie is of. */
export const SESSION_CLAIM = 'sessionId';

export function createChatHub({
  chat,
  connections,
  inviteUrl,
  isSessionOpen,
}: ChatHubOptions): Hub<ChatHubContract> {
  /** What changes a member's rooms: the answer comes when all its connections have followed. */
  const followedBy = async <T>(memberId: MemberId, change: Promise<Outcome<T>>) => {
    const outcome = await change;
    await connections.synchronise(memberId);
    return outcome;
  };

  return {
    onConnected: async (call) => {
      const memberId = memberOf(call);
      const sessionId = String(call.connection.user.claims[SESSION_CLAIM]);
      const { connection: context, groups } = call;
      if (!isSessionOpen(sessionId)) return context.abort();
      await connections.add({ memberId, sessionId, context, groups });
      chat.connect(memberId, context.connectionId);
    },
    onDisconnected: (call) => {
      connections.remove(call.connection.connectionId);
      chat.disconnect(memberOf(call), call.connection.connectionId);
    },
    methods: {
      enter: {
        argumentCount: 'any',
        run: (call) => {
          const welcome = chat.welcome(memberOf(call));
          if (!welcome.ok) return welcome;
          return { ok: true, value: { ...welcome.value, inviteUrl: inviteUrl() } };
        },
      },
      createRoom: method(createRoomInputSchema, (memberId, input) =>
        followedBy(memberId, chat.createRoom(memberId, input)),
      ),
      joinRoom: method(roomInputSchema, (memberId, input) =>
        followedBy(memberId, chat.joinRoom(memberId, input)),
      ),
      leaveRoom: method(roomInputSchema, (memberId, input) =>
        followedBy(memberId, chat.leaveRoom(memberId, input)),
      ),
      renameRoom: method(renameRoomInputSchema, (memberId, input) =>
        chat.renameRoom(memberId, input),
      ),
      openRoom: method(openRoomInputSchema, (memberId, input) => chat.openRoom(memberId, input)),
      postMessage: method(postMessageInputSchema, (memberId, input) =>
        chat.postMessage(memberId, input),
      ),
      stopTurn: method(turnInputSchema, (memberId, input) => chat.stopTurn(memberId, input)),
      regenerate: method(replyInputSchema, (memberId, input) => chat.regenerate(memberId, input)),
      readReply: method(readReplyInputSchema, (memberId, input) => chat.readReply(memberId, input)),
    },
  };
}

/** A method of one input. Any number of arguments will do, so that too few are refused like wrong ones. */
function method<S extends z.ZodType, T>(
  schema: S,
  run: (memberId: MemberId, input: z.output<S>) => Promise<Outcome<T>>,
) {
  return {
    argumentCount: 'any' as const,
    run: async (call: Call, input: unknown): Promise<Outcome<T>> => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) return refusalOfInput(parsed.error);
      try {
        return await run(memberOf(call), parsed.data);
      } catch (error) {
        const refused = refusalOfError(error);
        if (refused === undefined) throw error;
        return refused;
      }
    },
  };
}

function memberOf(call: Call): MemberId {
  return memberIdSchema.parse(call.connection.user.userId);
}
