import { describe, expect, it } from 'vitest';
import { ScriptedModel } from './support/scripted-model.ts';
import { settle } from './support/settle.ts';
import { LLAMA, TestChat, agentOptions, value } from './support/test-chat.ts';

/** The chat as it is after its process was killed and started again. */
async function killedAndStarted(before: TestChat): Promise<TestChat> {
  before.clock.advance(1);
  return TestChat.start({ store: before.store.copy(), clock: before.clock });
}

describe('the start', () => {
  it('[CH-80] of an empty history makes the first room, with every agent', async () => {
    const test = await TestChat.start();
    expect(await test.store.listRooms()).toMatchObject([
      { name: 'general', memberIds: [LLAMA], lastSequence: 0 },
    ]);
  });

  it('[CH-80] brings new agents into every room, and makes no second first room', async () => {
    const before = await TestChat.start();
    const ann = await before.person('Ann');
    value(await before.chat.createRoom(ann, { name: 'Attic' }));
    before.clock.advance(1);
    const otherAgents = [agentOptions('Owl', new ScriptedModel())];
    const { store, clock } = before;
    const after = await TestChat.start({ store: store.copy(), clock, otherAgents });
    expect(await after.store.listRooms()).toMatchObject([
      { name: 'general', memberIds: [LLAMA, ann, 'owl'] },
      { name: 'Attic', memberIds: [ann, LLAMA, 'owl'] },
    ]);
  });

  it('[CH-81] marks a reply that was cut as interrupted, with the text that was committed', async () => {
    const before = await TestChat.start();
    const ann = await before.person('Ann');
    await before.say(ann, '@llama hello');
    before.model.current.text('Grüße');
    await settle();
    const after = await killedAndStarted(before);
    const cut = await after.reply(ann);
    expect(cut).toMatchObject({
      text: 'Grüße',
      state: { phase: 'ended', outcome: { kind: 'interrupted' } },
    });
    expect(after.publisher.of('reply-ended')).toMatchObject([{ messageId: cut.id, length: 7 }]);
    expect(await after.store.listOpenTurns()).toEqual([]);
    value(await after.chat.regenerate(ann, { roomId: cut.roomId, messageId: cut.id }));
  });

  it('[CH-81] takes up queued turns in their order, when the model is ready', async () => {
    const before = await TestChat.start();
    const ann = await before.person('Ann');
    for (const text of ['@llama one', '@llama two', '@llama three']) await before.say(ann, text);
    const after = await killedAndStarted(before);
    expect(after.model.current.request.transcript.question.text).toBe('@llama two');
    expect(value(after.chat.welcome(ann)).turns).toMatchObject([
      { state: { phase: 'running' } },
      { state: { phase: 'queued' } },
    ]);
  });

  it('[CH-81] begins even when a cut reply cannot be marked yet', async () => {
    const before = await TestChat.start();
    const ann = await before.person('Ann');
    await before.say(ann, '@llama hello');
    before.clock.advance(1);
    const store = before.store.copy();
    store.break('endReply');
    const after = await TestChat.start({ store, clock: before.clock });
    expect(await after.reply(ann)).toMatchObject({
      state: { phase: 'ended', outcome: { kind: 'interrupted' } },
    });
    store.repair();
    after.clock.advance(5_000);
    await settle();
    expect(await store.listOpenTurns()).toEqual([]);
  });

  it('remembers people, rooms and who is in them', async () => {
    const before = await TestChat.start();
    const ann = await before.person('Ann');
    const room = value(await before.chat.createRoom(ann, { name: 'Attic' }));
    before.chat.connect(ann, 'phone');
    await settle();
    const lastSeenAt = before.clock.now();
    const after = await killedAndStarted(before);
    const person = { kind: 'person', id: ann, name: 'Ann', isOnline: false, lastSeenAt };
    expect(after.chat.findPerson(ann)).toEqual(person);
    expect(after.chat.roomsOf(ann)).toEqual(before.chat.roomsOf(ann));
    expect(after.chat.roomsOf(ann)).toContainEqual(room);
  });

  it('warns of a person who has an agent’s name since the agent was configured', async () => {
    const before = await TestChat.start();
    await before.person('Owl');
    before.clock.advance(1);
    const otherAgents = [agentOptions('Owl', new ScriptedModel())];
    const { store, clock } = before;
    const after = await TestChat.start({ store: store.copy(), clock, otherAgents });
    expect(after.logged).toContain('a person and an agent share a name');
  });
});
