/** A session on the scripted server, in a room with everybody in it. */

import type { RoomId } from '@parley/chat-protocol';
import { ChatSession } from '../../src/session/chat-session.ts';
import { ANA, BO, LLAMA, MIKA } from './fixtures.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryStorage } from './memory-storage.ts';
import { ScriptedChat } from './scripted-chat.ts';
import { settle } from './settle.ts';

export interface ScriptedSession {
  readonly chat: ScriptedChat;
  readonly session: ChatSession;
  readonly clock: ManualClock;
  readonly storage: MemoryStorage;
  readonly roomId: RoomId;
}

export function createScriptedChat(): { chat: ScriptedChat; roomId: RoomId } {
  const chat = new ScriptedChat(MIKA.id, [LLAMA, ANA, BO, MIKA]);
  const roomId = chat.addRoom('launch-week', [LLAMA.id, ANA.id, BO.id, MIKA.id]);
  return { chat, roomId };
}

export function createSession(
  chat: ScriptedChat,
  clock: ManualClock,
  storage: MemoryStorage,
): ChatSession {
  return new ChatSession({
    openTransport: chat.openTransport,
    rest: chat.rest,
    clock,
    storage,
    random: () => 1,
  });
}

/** Connected, and with the room loaded. */
export async function openScriptedSession(
  prepare: (chat: ScriptedChat, roomId: RoomId) => void = () => undefined,
): Promise<ScriptedSession> {
  const { chat, roomId } = createScriptedChat();
  prepare(chat, roomId);
  const clock = new ManualClock();
  const storage = new MemoryStorage();
  const session = createSession(chat, clock, storage);
  session.open();
  session.showRoom(roomId);
  await settle();
  return { chat, session, clock, storage, roomId };
}
