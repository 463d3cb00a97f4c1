import { describe, expect, it } from 'vitest';
import { modelError } from '../support/model-error.ts';
import { ScriptedModel } from '../support/scripted-model.ts';
import { settle } from '../support/settle.ts';
import { TestChat, agentOptions, value } from '../support/test-chat.ts';

describe('the queue of turns', () => {
  it('[CH-30] runs the turns of a room and agent one at a time, in order', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const bob = await test.person('Bob');
    const first = await test.say(ann, '@llama one');
    const second = await test.say(bob, '@llama two');
    const third = await test.say(ann, '@llama three');
    expect(test.model.replies).toHaveLength(1);
    expect(test.turns().map(({ questionId, state }) => [questionId, state.phase])).toEqual([
      [first.id, 'running'],
      [second.id, 'queued'],
      [third.id, 'queued'],
    ]);

    for (const question of ['two', 'three']) {
      test.model.current.end();
      await settle();
      expect(test.model.current.request.transcript.question.text).toBe(`@llama ${question}`);
    }
    test.model.current.end();
    await settle();
    expect(test.turns()).toEqual([]);
    expect(test.model.replies).toHaveLength(3);
  });

  it('[CH-30] lets other rooms and other agents go on meanwhile', async () => {
    const owl = new ScriptedModel();
    const test = await TestChat.start({ otherAgents: [agentOptions('Owl', owl)] });
    const ann = await test.person('Ann');
    await test.say(ann, '@llama one');
    await test.say(ann, '@owl two');
    const attic = value(await test.chat.createRoom(ann, { name: 'Attic' }));
    const input = { roomId: attic.id, text: '@llama three', replyTo: null };
    value(await test.chat.postMessage(ann, { ...input, clientMessageId: 'c' as never }));
    await settle();
    expect(owl.replies).toHaveLength(1);
    expect(test.model.replies.map(({ request }) => request.conversation)).toEqual([
      `${test.general.id}:llama`,
      `${attic.id}:llama`,
    ]);
  });

  it('[CH-31] keeps turns queued while the model starts, and runs them when it is ready', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.model.setStatus({ state: 'starting', step: 'loading', progress: undefined });
    await test.say(ann, '@llama hello');
    expect(test.model.replies).toEqual([]);
    expect(test.turns()).toMatchObject([{ state: { phase: 'queued' } }]);

    test.model.setStatus({ state: 'ready' });
    await settle();
    expect(test.model.replies).toHaveLength(1);
    expect(test.turns()).toMatchObject([{ state: { phase: 'running' } }]);
  });

  it('[CH-32] fails visibly when the model has failed, and can be asked again', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.model.setStatus({ state: 'starting', step: 'loading', progress: 0 });
    await test.say(ann, '@llama hello');
    test.model.setStatus({ state: 'failed', error: modelError('model-invalid') });
    await settle();
    const failed = await test.reply(ann);
    expect(failed).toMatchObject({
      text: '',
      state: { phase: 'ended', outcome: { kind: 'failed', code: 'model-invalid' } },
    });
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { messageId: failed.id, length: 0, outcome: { kind: 'failed', code: 'model-invalid' } },
    ]);
    expect(test.turns()).toEqual([]);

    test.model.setStatus({ state: 'ready' });
    const input = { roomId: test.general.id, messageId: failed.id };
    value(await test.chat.regenerate(ann, input));
    await settle();
    test.model.current.text('Here I am.');
    test.model.current.end();
    await settle();
    expect(await test.reply(ann)).toMatchObject({ text: 'Here I am.', supersedes: failed.id });
  });

  it('[CH-37] keeps a turn queued when its beginning cannot be committed, and tries again', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.store.break('startReply');
    await test.say(ann, '@llama hello');
    expect(test.publisher.of('reply-started')).toEqual([]);
    expect(test.turns()).toMatchObject([{ state: { phase: 'queued' } }]);

    test.clock.advance(2_000);
    await settle();
    expect(test.publisher.of('reply-started')).toEqual([]);
    test.store.repair();
    test.clock.advance(2_000);
    await settle();
    expect(test.publisher.of('reply-started')).toHaveLength(1);
  });

  it('[CH-38] ends the turns of an agent that is no longer there', async () => {
    const owl = new ScriptedModel();
    owl.setStatus({ state: 'starting', step: 'loading', progress: 0 });
    const before = await TestChat.start({ otherAgents: [agentOptions('Owl', owl)] });
    const ann = await before.person('Ann');
    await before.say(ann, '@owl hello');
    before.clock.advance(1);
    const after = await TestChat.start({ store: before.store.copy(), clock: before.clock });
    expect(await after.reply(ann)).toMatchObject({
      authorId: 'owl',
      state: { outcome: { kind: 'failed', code: 'agent-gone' } },
    });
    expect(await after.store.listOpenTurns()).toEqual([]);
  });
});
