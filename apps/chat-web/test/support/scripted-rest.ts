/** The REST side of the scripted server. */

import type { MemberId, Problem, ReplyMessage, SessionView } from '@parley/chat-protocol';
import type { CallOutcome } from '../../src/connection/call-outcome.ts';
import type { RestClient } from '../../src/connection/rest-client.ts';
import type { ScriptedChat } from './scripted-chat.ts';

export function createScriptedRest(chat: ScriptedChat): RestClient {
  return {
    readSession: async () => done(session(chat)),
    signIn: async ({ name }) => {
      const taken = [...chat.members.values()].some(
        (member) => member.name.toLowerCase() === name.trim().toLowerCase(),
      );
      if (taken)
        return refused({
          code: 'name-taken',
          message: `“${name}” is taken. If it is you, sign in on this device with a link from the other one.`,
        });
      chat.me = `m${chat.nextId()}` as MemberId;
      const me = { kind: 'person', id: chat.me, name, isOnline: true, lastSeenAt: null } as const;
      chat.members.set(me.id, me);
      for (const scripted of chat.rooms.values())
        scripted.room = { ...scripted.room, memberIds: [...scripted.room.memberIds, me.id] };
      return done(session(chat));
    },
    signOut: async () => {
      chat.me = null;
      return done(null);
    },
    claimLink: async () =>
      refused({ code: 'link-not-valid', message: 'This link was used already, or is too old.' }),
    createDeviceLink: async () =>
      done({ url: 'http://localhost:3000/#link=QmF0Y2gtMTI', expiresAt: chat.now + 600_000 }),
    readHistory: async (roomId, before) => {
      const earlier = chat.room(roomId).messages.filter(({ sequence }) => sequence < before);
      return done({
        messages: earlier.slice(-chat.pageSize),
        hasEarlier: earlier.length > chat.pageSize,
      });
    },
    readTranscript: async (roomId, messageId) => {
      const { messages } = chat.room(roomId);
      const reply = messages.find(({ id }) => id === messageId) as ReplyMessage;
      const question = messages.find(({ id }) => id === reply.questionId);
      const heard = messages.filter(({ sequence }) => sequence < (question?.sequence ?? 0));
      return done({
        heard: heard.map((message) =>
          message.kind === 'reply'
            ? { by: 'self' as const, text: message.text }
            : { by: 'person' as const, name: chat.nameOf(message.authorId), text: message.text },
        ),
        omitted: 3,
        question: {
          name: chat.nameOf(question?.authorId),
          text: question?.text ?? '',
        },
      });
    },
  };
}

function session(chat: ScriptedChat): SessionView {
  const me = chat.me === null ? undefined : chat.members.get(chat.me);
  return {
    me: me === undefined ? null : { id: me.id, name: me.name },
    isInviteNeeded: chat.isInviteNeeded,
    ...(chat.isServiceAway && { isServiceAway: true }),
  };
}

function done<T>(value: T): CallOutcome<T> {
  return { kind: 'done', value: structuredClone(value) };
}

function refused(problem: Problem): CallOutcome<never> {
  return { kind: 'refused', problem };
}
