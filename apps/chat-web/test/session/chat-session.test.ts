import type { Message, ReplyMessage } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { BO, MIKA } from '../support/fixtures.ts';
import { createSession, openScriptedSession } from '../support/scripted-session.ts';
import type { ScriptedSession } from '../support/scripted-session.ts';
import { settle } from '../support/settle.ts';

function messagesOf({ session, roomId }: ScriptedSession): Message[] {
  const conversation = session.store.getState().conversations.get(roomId);
  return (conversation?.order ?? []).map((id) => conversation?.messages.get(id) as Message);
}

function textsOf(it: ScriptedSession): string[] {
  return messagesOf(it).map(({ text }) => text);
}

function callsOf({ chat }: ScriptedSession, method: string): unknown[] {
  return chat.calls.filter((call) => call.method === method).map(({ input }) => input);
}

async function reconnect({ chat, clock }: ScriptedSession): Promise<void> {
  chat.isDown = false;
  clock.advance(60_000);
  await settle();
}

describe('sending', () => {
  it('shows a message at once and confirms it in its place', async () => {
    const it = await openScriptedSession();
    it.session.outbox.send({ roomId: it.roomId, text: 'Hello', replyTo: null });
    expect(it.session.store.getState().outgoing).toHaveLength(1);
    await settle();
    expect(it.session.store.getState().outgoing).toEqual([]);
    expect(textsOf(it)).toEqual(['Hello']);
  });

  it('keeps what is sent offline and sends it, in order, when the connection is back', async () => {
    const it = await openScriptedSession();
    it.chat.isDown = true;
    it.chat.cut();
    for (const text of ['one', 'two', 'three'])
      it.session.outbox.send({ roomId: it.roomId, text, replyTo: null });
    await settle();
    expect(callsOf(it, 'postMessage')).toEqual([]);
    expect(it.session.store.getState().outgoing).toHaveLength(3);

    await reconnect(it);
    expect(textsOf(it)).toEqual(['one', 'two', 'three']);
    expect(it.session.store.getState().outgoing).toEqual([]);
  });

  it('sends again what was not answered, and it is there once', async () => {
    const it = await openScriptedSession();
    it.chat.cutBeforeAnswer.add('postMessage');
    it.session.outbox.send({ roomId: it.roomId, text: 'once', replyTo: null });
    await settle();
    expect(it.chat.room(it.roomId).messages).toHaveLength(1);
    await reconnect(it);
    expect(textsOf(it)).toEqual(['once']);
    expect(it.chat.room(it.roomId).messages).toHaveLength(1);
    expect(it.session.store.getState().outgoing).toEqual([]);
  });

  it('shows why a message was refused, keeps its text, and sends it on retry', async () => {
    const it = await openScriptedSession();
    it.chat.refusals.set('postMessage', { code: 'rate-limited', message: 'Slow down.' });
    it.session.outbox.send({ roomId: it.roomId, text: 'fast', replyTo: null });
    await settle();
    const [failed] = it.session.store.getState().outgoing;
    expect(failed).toMatchObject({
      text: 'fast',
      delivery: { phase: 'failed', reason: 'Slow down.' },
    });

    it.chat.refusals.clear();
    if (failed !== undefined) it.session.outbox.retry(failed.clientMessageId);
    await settle();
    expect(textsOf(it)).toEqual(['fast']);
  });

  it('keeps unsent messages over a reload, for the same person', async () => {
    const it = await openScriptedSession();
    it.chat.isDown = true;
    it.chat.cut();
    it.session.outbox.send({ roomId: it.roomId, text: 'kept', replyTo: null });
    await settle();
    it.session.close();

    it.chat.isDown = false;
    const reloaded = createSession(it.chat, it.clock, it.storage);
    reloaded.open();
    await settle();
    expect(it.chat.room(it.roomId).messages.map(({ text }) => text)).toEqual(['kept']);
    expect(it.storage.length).toBe(0);
  });

  it('does not send what another person left unsent', async () => {
    const it = await openScriptedSession();
    it.chat.isDown = true;
    it.chat.cut();
    it.session.outbox.send({ roomId: it.roomId, text: 'Mika’s', replyTo: null });
    it.session.close();

    it.chat.isDown = false;
    it.chat.me = BO.id;
    createSession(it.chat, it.clock, it.storage).open();
    await settle();
    expect(it.chat.room(it.roomId).messages).toEqual([]);
  });
});

describe('coming back', () => {
  it('fills the gap without loading the room again', async () => {
    const it = await openScriptedSession((chat, roomId) => chat.say(roomId, BO.id, 'before'));
    it.chat.isDown = true;
    it.chat.cut();
    it.chat.say(it.roomId, BO.id, 'missed');
    await reconnect(it);
    expect(textsOf(it)).toEqual(['before', 'missed']);
    expect(callsOf(it, 'openRoom').at(-1)).toMatchObject({
      known: { sequence: 1, unfinished: [] },
    });
  });

  it('shows what a reply wrote meanwhile once, and goes on', async () => {
    const it = await openScriptedSession();
    const reply = startReply(it);
    it.chat.write(reply, 'Here ');
    it.chat.isDown = true;
    it.chat.cut();
    it.chat.write(reply, 'are ');
    it.chat.write(reply, 'two ');
    await reconnect(it);
    it.chat.write(reply, 'lines.');
    it.chat.endReply(reply, { kind: 'complete' });
    await settle();
    expect(messagesOf(it).at(-1)).toMatchObject({
      text: 'Here are two lines.',
      state: { phase: 'ended', outcome: { kind: 'complete' } },
    });
  });

  it('asks for a message that never came, with the connection still there', async () => {
    const it = await openScriptedSession();
    it.chat.say(it.roomId, BO.id, 'first');
    it.chat.isLosing = true;
    it.chat.say(it.roomId, BO.id, 'lost');
    it.chat.isLosing = false;
    it.chat.say(it.roomId, BO.id, 'third');
    await settle();
    expect(textsOf(it)).toEqual(['first', 'lost', 'third']);
    expect(callsOf(it, 'openRoom').at(-1)).toMatchObject({ known: { sequence: 1 } });

    it.chat.say(it.roomId, BO.id, 'fourth');
    await settle();
    expect(callsOf(it, 'openRoom')).toHaveLength(2);
  });

  it('[CH-96] asks for what it may have missed when the server says so', async () => {
    const it = await openScriptedSession();
    it.chat.say(it.roomId, BO.id, 'first');
    it.chat.isLosing = true;
    it.chat.say(it.roomId, BO.id, 'lost');
    it.chat.isLosing = false;
    it.chat.emit({ name: 'events-missed', payload: {} });
    await settle();
    expect(textsOf(it)).toEqual(['first', 'lost']);
    expect(callsOf(it, 'openRoom').at(-1)).toMatchObject({ known: { sequence: 1 } });
  });

  it('learns how a reply ended that ended meanwhile', async () => {
    const it = await openScriptedSession();
    const reply = startReply(it);
    it.chat.write(reply, 'Half of ');
    it.chat.isDown = true;
    it.chat.cut();
    it.chat.write(reply, 'it');
    it.chat.endReply(reply, { kind: 'stopped', by: BO.id });
    await reconnect(it);
    expect(messagesOf(it).at(-1)).toMatchObject({
      text: 'Half of it',
      state: { phase: 'ended', outcome: { kind: 'stopped', by: BO.id } },
    });
  });

  it('holds what happens while the room is on its way, and applies it after', async () => {
    const it = await openScriptedSession();
    const reply = startReply(it);
    it.chat.cut();
    it.clock.advance(60_000);
    while (callsOf(it, 'openRoom').length < 2) await Promise.resolve();
    it.chat.write(reply, 'early');
    it.chat.endReply(reply, { kind: 'complete' });
    await settle();
    expect(messagesOf(it).at(-1)).toMatchObject({ text: 'early', state: { phase: 'ended' } });
  });
});

describe('a missed delta', () => {
  it('is asked for once and shown once', async () => {
    const it = await openScriptedSession();
    const reply = startReply(it);
    it.chat.write(reply, 'Grüße, ');
    const events = it.chat.emit.bind(it.chat);
    it.chat.emit = () => undefined;
    it.chat.write(reply, 'missed ');
    it.chat.emit = events;
    it.chat.write(reply, 'and ');
    it.chat.write(reply, 'seen');
    await settle();
    expect(messagesOf(it).at(-1)?.text).toBe('Grüße, missed and seen');
    expect(callsOf(it, 'readReply')).toEqual([
      { roomId: it.roomId, messageId: reply.id, offset: 9 },
    ]);
  });
});

describe('history', () => {
  it('comes a page at a time until the beginning', async () => {
    const it = await openScriptedSession((chat, roomId) => {
      chat.pageSize = 2;
      for (const text of ['1', '2', '3', '4', '5']) chat.say(roomId, BO.id, text);
    });
    expect(textsOf(it)).toEqual(['4', '5']);
    await it.session.loadEarlier(it.roomId);
    expect(textsOf(it)).toEqual(['2', '3', '4', '5']);
    await it.session.loadEarlier(it.roomId);
    expect(textsOf(it)).toEqual(['1', '2', '3', '4', '5']);
    expect(it.session.store.getState().conversations.get(it.roomId)?.hasEarlier).toBe(false);
  });
});

describe('rooms', () => {
  it('are loaded once they are joined, and forgotten once they are left', async () => {
    const it = await openScriptedSession();
    const other = it.chat.addRoom('other', [BO.id]);
    it.chat.say(other, BO.id, 'come in');
    it.chat.cut();
    await reconnect(it);
    it.session.showRoom(other);
    await settle();
    expect(it.session.store.getState().conversations.has(other)).toBe(false);

    await it.session.joinRoom(other);
    await settle();
    expect(textsOf({ ...it, roomId: other })).toEqual(['come in']);

    await it.session.leaveRoom(other);
    expect(it.session.store.getState().conversations.has(other)).toBe(false);
  });

  it('that cannot be loaded say why', async () => {
    const it = await openScriptedSession();
    it.chat.refusals.set('openRoom', { code: 'storage-failed', message: 'The disk is gone.' });
    it.chat.cut();
    await reconnect(it);
    const load = it.session.store.getState().conversations.get(it.roomId)?.load;
    expect(load).toEqual({ phase: 'failed', reason: 'The disk is gone.' });
  });
});

function startReply({ chat, roomId }: ScriptedSession): ReplyMessage {
  const question = chat.say(roomId, MIKA.id, '@llama hello');
  return chat.startReply(chat.queueTurn(question, MIKA.id));
}
