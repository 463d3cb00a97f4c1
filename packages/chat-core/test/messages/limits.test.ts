import type { ClientMessageId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { settle } from '../support/settle.ts';
import { TestChat, problem, value } from '../support/test-chat.ts';

describe('limits', () => {
  it('[CH-20] bounds each member’s messages, and says when to try again', async () => {
    const test = await TestChat.start({ limits: { messagesPerMinute: 2 } });
    const ann = await test.person('Ann');
    const bob = await test.person('Bob');
    await test.say(ann, 'one');
    await test.say(ann, 'two');
    expect(await test.post(ann, 'three')).toMatchObject({
      ok: false,
      problem: { code: 'rate-limited', retryAfterMs: 30_000 },
    });
    await test.say(bob, 'mine');
    test.clock.advance(30_000);
    await test.say(ann, 'three');
  });

  it('[CH-21] refuses a call beyond the rate whole, and counts nothing', async () => {
    const limits = { messagesPerMinute: 2, callsPerMinute: 1 };
    const test = await TestChat.start({ limits });
    const ann = await test.person('Ann');
    await test.say(ann, '@llama one');
    expect(problem(await test.post(ann, '@llama two'))).toBe('rate-limited');
    expect(await test.messages()).toHaveLength(2);
    await test.say(ann, 'the second message of the two allowed');
  });

  it('[CH-22] refuses a call that the room’s queue has no place for, but no message', async () => {
    const test = await TestChat.start({ limits: { maxQueuedTurns: 1 } });
    const ann = await test.person('Ann');
    await test.say(ann, '@llama running');
    await test.say(ann, '@llama waiting');
    expect(problem(await test.post(ann, '@llama one too many'))).toBe('not-possible-now');
    await test.say(ann, 'but people can talk');
    expect(test.publisher.of('message-posted')).toHaveLength(3);

    test.model.current.end();
    await settle();
    await test.say(ann, '@llama there is a place again');
  });

  it('[CH-23] answers a repeat even where a new message would be refused', async () => {
    const test = await TestChat.start({ limits: { messagesPerMinute: 1 } });
    const ann = await test.person('Ann');
    const input = {
      roomId: test.general.id,
      clientMessageId: 'c1' as ClientMessageId,
      text: 'hello',
      replyTo: null,
    };
    const first = value(await test.chat.postMessage(ann, input));
    expect(problem(await test.post(ann, 'new'))).toBe('rate-limited');
    expect(value(await test.chat.postMessage(ann, input))).toEqual(first);
  });

  it('[CH-24] counts changes of rooms as messages', async () => {
    const test = await TestChat.start({ limits: { messagesPerMinute: 2 } });
    const ann = await test.person('Ann');
    const { id: roomId } = value(await test.chat.createRoom(ann, { name: 'Attic' }));
    value(await test.chat.renameRoom(ann, { roomId, name: 'Roof' }));
    expect(problem(await test.chat.leaveRoom(ann, { roomId }))).toBe('rate-limited');
    expect(problem(await test.chat.joinRoom(ann, { roomId }))).toBe('rate-limited');
  });
});
