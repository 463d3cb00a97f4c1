import type { MessageId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { settle } from '../support/settle.ts';
import { TestChat, problem, value } from '../support/test-chat.ts';

async function roomWith(count: number) {
  const test = await TestChat.start();
  const ann = await test.person('Ann');
  for (let i = 1; i <= count; i += 1) await test.say(ann, `message ${i}`);
  const roomId = test.general.id;
  const open = async (known?: { sequence: number; unfinished: MessageId[] }) =>
    value(await test.chat.openRoom(ann, known === undefined ? { roomId } : { roomId, known }));
  return { test, ann, roomId, open };
}

function sequencesOf({ messages }: { messages: readonly { sequence: number }[] }): number[] {
  return messages.map(({ sequence }) => sequence);
}

describe('a room', () => {
  it('[CH-50] opens on its newest page and its open turns', async () => {
    const { test, ann, open } = await roomWith(60);
    await test.say(ann, '@llama hello');
    const view = await open();
    expect(view).toMatchObject({ hasEarlier: true, extent: 'latest', room: { lastSequence: 62 } });
    expect(sequencesOf(view)).toEqual(Array.from({ length: 50 }, (_, i) => i + 13));
    expect(view.turns).toMatchObject([{ state: { phase: 'running' } }]);
  });

  it('opens empty', async () => {
    const { open } = await roomWith(0);
    expect(await open()).toMatchObject({ messages: [], hasEarlier: false, turns: [] });
  });

  it('[CH-51] gives a returning client what it missed, and its unfinished replies as they are', async () => {
    const { test, ann, open } = await roomWith(2);
    await test.say(ann, '@llama hello');
    const { id: unfinished } = await test.reply(ann);
    test.model.current.text('Hello');
    test.model.current.end();
    await settle();
    await test.say(ann, 'five');
    const view = await open({ sequence: 4, unfinished: [unfinished] });
    expect(view).toMatchObject({ extent: 'gap', hasEarlier: true });
    expect(view.messages).toMatchObject([
      { sequence: 4, text: 'Hello', state: { phase: 'ended' } },
      { sequence: 5, text: 'five' },
    ]);
  });

  it('[CH-51] gives nothing twice, nor what it does not know', async () => {
    const { test, ann, open } = await roomWith(2);
    await test.say(ann, '@llama hello');
    const { id } = await test.reply(ann);
    const view = await open({ sequence: 2, unfinished: [id, 'nothing' as MessageId] });
    expect(sequencesOf(view)).toEqual([3, 4]);
    expect(sequencesOf(await open({ sequence: 4, unfinished: [] }))).toEqual([]);
  });

  it('[CH-52] gives the newest page to who missed too much, or knows too much', async () => {
    const { open } = await roomWith(201);
    expect(await open({ sequence: 0, unfinished: [] })).toMatchObject({ extent: 'latest' });
    expect(await open({ sequence: 999, unfinished: [] })).toMatchObject({ extent: 'latest' });
    expect(sequencesOf(await open({ sequence: 1, unfinished: [] }))).toHaveLength(200);
  });

  it('[CH-54] gives the rest of a reply from an offset in bytes', async () => {
    const { test, ann, roomId } = await roomWith(0);
    await test.say(ann, '@llama hello');
    test.model.current.text('é日本');
    test.model.current.end();
    await settle();
    const { id: messageId } = await test.reply(ann);
    const rest = async (offset: number) =>
      value(await test.chat.readReply(ann, { roomId, messageId, offset }));
    expect(await rest(0)).toEqual({ messageId, offset: 0, text: 'é日本' });
    expect(await rest(2)).toEqual({ messageId, offset: 2, text: '日本' });
    expect(await rest(3)).toEqual({ messageId, offset: 2, text: '日本' });
    expect(await rest(8)).toEqual({ messageId, offset: 8, text: '' });
    expect(await rest(99)).toEqual({ messageId, offset: 8, text: '' });
  });

  it('[CH-54] has no rest of what is not a reply', async () => {
    const { test, ann, roomId } = await roomWith(1);
    const [message] = await test.messages();
    if (message === undefined) throw new Error('There is no message.');
    const input = { roomId, messageId: message.id, offset: 0 };
    expect(problem(await test.chat.readReply(ann, input))).toBe('message-not-found');
  });

  it('[CH-55] gives its history in pages', async () => {
    const { test, ann, roomId } = await roomWith(5);
    const page = async (before?: number) =>
      value(await test.chat.history(ann, roomId, { before, limit: 2 }));
    expect(sequencesOf(await page())).toEqual([4, 5]);
    expect(await page(4)).toMatchObject({ hasEarlier: true });
    expect(sequencesOf(await page(3))).toEqual([1, 2]);
    expect(await page(3)).toMatchObject({ hasEarlier: false });
  });

  it('[CH-56] shows what the agent was given for a reply', async () => {
    const { test, ann, roomId } = await roomWith(1);
    await test.say(ann, '@llama hello');
    const { id: messageId } = await test.reply(ann);
    const bob = await test.person('Bob');
    expect(value(await test.chat.heardTranscript(bob, { roomId, messageId }))).toEqual({
      heard: [{ by: 'person', name: 'Ann', text: 'message 1' }],
      omitted: 0,
      question: { name: 'Ann', text: '@llama hello' },
    });
    const unknown = { roomId, messageId: 'nothing' as MessageId };
    expect(problem(await test.chat.heardTranscript(bob, unknown))).toBe('message-not-found');
  });

  it('[CH-4] refuses what the store cannot read', async () => {
    const { test, ann, roomId } = await roomWith(1);
    test.store.break('listMessagesBefore', 'storage-failed');
    expect(problem(await test.chat.openRoom(ann, { roomId }))).toBe('storage-failed');
  });
});
