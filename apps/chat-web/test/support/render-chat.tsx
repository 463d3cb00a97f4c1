/** The whole page on the scripted server. */

import type { RoomId } from '@parley/chat-protocol';
import { act, cleanup, render, screen } from '@testing-library/react';
import { App } from '../../src/app/app.tsx';
import type { FragmentSecret } from '../../src/app/fragment-secret.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryStorage } from './memory-storage.ts';
import type { ScriptedChat } from './scripted-chat.ts';
import { createScriptedChat } from './scripted-session.ts';
import { settle } from './settle.ts';

export interface RenderedChat {
  readonly chat: ScriptedChat;
  readonly clock: ManualClock;
  readonly roomId: RoomId;
}

interface RenderOptions {
  readonly prepare?: (chat: ScriptedChat, roomId: RoomId) => void;
  readonly secret?: FragmentSecret;
}

export async function renderChat(options: RenderOptions = {}): Promise<RenderedChat> {
  cleanup();
  localStorage.clear();
  const { chat, roomId } = createScriptedChat();
  options.prepare?.(chat, roomId);
  const clock = new ManualClock();
  location.hash = chat.me === null ? '' : `#/rooms/${roomId}`;
  const services = {
    openTransport: chat.openTransport,
    rest: chat.rest,
    clock,
    storage: new MemoryStorage(),
    random: () => 1,
  };
  await act(async () => {
    render(<App services={services} secret={options.secret} />);
    await settle();
  });
  return { chat, clock, roomId };
}

/** Lets the server do something, and the page follow. */
export async function happen(step: () => void): Promise<void> {
  await act(async () => {
    step();
    await settle();
  });
}

export function composer(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Message #/ });
}
