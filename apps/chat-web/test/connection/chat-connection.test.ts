import { beforeEach, describe, expect, it } from 'vitest';
import { ChatConnection } from '../../src/connection/chat-connection.ts';
import { ANA } from '../support/fixtures.ts';
import { ManualClock } from '../support/manual-clock.ts';
import type { ScriptedChat } from '../support/scripted-chat.ts';
import { createScriptedChat } from '../support/scripted-session.ts';
import { settle } from '../support/settle.ts';

describe('ChatConnection', () => {
  let chat: ScriptedChat;
  let clock: ManualClock;
  let log: string[];
  let connection: ChatConnection;
  let isSignedIn: boolean;

  beforeEach(() => {
    ({ chat } = createScriptedChat());
    clock = new ManualClock();
    log = [];
    isSignedIn = true;
    connection = new ChatConnection({
      openTransport: chat.openTransport,
      clock,
      random: () => 1,
      isSignedIn: async () => isSignedIn,
      onState: (state) => log.push(state.phase),
      onWelcome: () => log.push('welcome'),
      onEvent: ({ name }) => log.push(name),
    });
  });

  it('enters before it says that it is online', async () => {
    connection.open();
    await settle();
    expect(log).toEqual(['welcome', 'online']);
    expect(chat.calls.map(({ method }) => method)).toEqual(['enter']);
  });

  it('gives what arrives before the welcome after it', async () => {
    connection.open();
    await Promise.resolve();
    chat.emit({ name: 'member-changed', payload: { member: ANA } });
    await settle();
    expect(log).toEqual(['welcome', 'member-changed', 'online']);
  });

  it('comes back by itself, as often as it takes, and enters again', async () => {
    connection.open();
    await settle();
    chat.isDown = true;
    chat.cut();
    for (const delay of [500, 500, 1_000, 2_000]) {
      await settle();
      clock.advance(delay);
    }
    await settle();
    expect(log.filter((it) => it === 'connecting')).toHaveLength(4);
    chat.isDown = false;
    clock.advance(4_000);
    await settle();
    expect(log.slice(-3)).toEqual(['connecting', 'welcome', 'online']);
  });

  it('tries at once when it is told to, and cancels the wait', async () => {
    chat.isDown = true;
    connection.open();
    await settle();
    chat.isDown = false;
    connection.retryNow();
    await settle();
    expect(log.at(-1)).toBe('online');
    expect(clock.waiting).toBe(0);
  });

  it('ends for good when nobody is signed in any more', async () => {
    chat.isDown = true;
    isSignedIn = false;
    connection.open();
    await settle();
    expect(log).toEqual(['closed']);
    expect(clock.waiting).toBe(0);
  });

  it('ends for good when the hub says so', async () => {
    chat.refusals.set('enter', { code: 'not-signed-in', message: 'Sign in first.' });
    connection.open();
    await settle();
    expect(log).toEqual(['closed']);
  });

  it('answers calls without a connection at once', async () => {
    const outcome = await connection.call('createRoom', { name: 'x' });
    expect(outcome).toEqual({ kind: 'unreachable' });
  });

  it('gives a refusal as a value', async () => {
    connection.open();
    await settle();
    const problem = { code: 'room-name-taken', message: 'There is one.' } as const;
    chat.refusals.set('createRoom', problem);
    expect(await connection.call('createRoom', { name: 'x' })).toEqual({
      kind: 'refused',
      problem,
    });
  });

  it('hears nothing from a transport that it gave up', async () => {
    connection.open();
    await settle();
    connection.close();
    chat.emit({ name: 'member-changed', payload: { member: ANA } });
    expect(log.at(-1)).toBe('closed');
    expect(chat.isConnected).toBe(false);
  });
});
