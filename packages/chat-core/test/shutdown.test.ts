import { describe, expect, it } from 'vitest';
import { settle } from './support/settle.ts';
import { TestChat, problem, value } from './support/test-chat.ts';

describe('stop', () => {
  it('[CH-82] refuses everything that would change something', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    await test.say(ann, 'hello');
    const roomId = test.general.id;
    await test.chat.stop();
    const { chat } = test;
    const outcomes = await Promise.all([
      chat.addPerson('Bob'),
      test.post(ann, 'hello'),
      chat.createRoom(ann, { name: 'Attic' }),
      chat.joinRoom(ann, { roomId }),
      chat.leaveRoom(ann, { roomId }),
      chat.renameRoom(ann, { roomId, name: 'Attic' }),
      chat.stopTurn(ann, { roomId, turnId: 't' as never }),
      chat.regenerate(ann, { roomId, messageId: 'm' as never }),
    ]);
    expect(new Set(outcomes.map(problem))).toEqual(new Set(['shutting-down']));
    expect(value(await chat.openRoom(ann, { roomId })).messages).toHaveLength(1);
  });

  it('[CH-83] ends running replies as interrupted, with their text committed', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    await test.say(ann, '@llama one');
    await test.say(ann, '@llama two');
    test.model.current.text('Well');
    await settle();
    test.model.current.text(', the');
    await settle();
    const commit = test.store.hold('endReply');
    let hasStopped = false;
    const stopping = test.chat.stop().then(() => (hasStopped = true));
    await settle();
    expect(hasStopped).toBe(false);
    commit();
    await stopping;
    const reply = (await test.messages()).find(({ kind }) => kind === 'reply');
    expect(reply).toMatchObject({
      text: 'Well, the',
      state: { phase: 'ended', outcome: { kind: 'interrupted' } },
    });
    expect(test.publisher.of('reply-ended')).toMatchObject([{ length: 9 }]);
    expect(await test.store.listOpenTurns()).toMatchObject([{ state: { phase: 'queued' } }]);
    expect(test.model.replies).toHaveLength(1);
    expect(test.clock.pending).toBe(0);
  });

  it('[CH-83] leaves a turn queued whose reply has not begun', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const read = test.store.hold('listMessagesBefore');
    await test.say(ann, '@llama one');
    await test.chat.stop();
    read();
    expect(await test.store.listOpenTurns()).toMatchObject([{ state: { phase: 'queued' } }]);
    expect(test.publisher.of('reply-started')).toEqual([]);
  });

  it('[CH-83] waits for what is being written, presence too', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.chat.connect(ann, 'phone');
    const commit = test.store.hold('setLastSeen');
    test.chat.disconnect(ann, 'phone');
    let hasStopped = false;
    const stopping = test.chat.stop().then(() => (hasStopped = true));
    await settle();
    expect(hasStopped).toBe(false);
    commit();
    await stopping;
  });

  it('can be asked for twice', async () => {
    const test = await TestChat.start();
    await Promise.all([test.chat.stop(), test.chat.stop()]);
  });
});
