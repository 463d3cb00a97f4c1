import type { ClientMessageId, MessageId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { ScriptedModel } from '../support/scripted-model.ts';
import { settle } from '../support/settle.ts';
import { LLAMA, TestChat, agentOptions, problem, value } from '../support/test-chat.ts';

describe('posting', () => {
  it('[CH-1] acknowledges and publishes a message only after its commit', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const commit = test.store.hold('appendMessage');
    let isAcknowledged = false;
    const posting = test.post(ann, 'hello').then((outcome) => {
      isAcknowledged = true;
      return outcome;
    });
    await settle();
    expect(isAcknowledged).toBe(false);
    expect(test.publisher.of('message-posted')).toEqual([]);

    commit();
    const message = value(await posting);
    expect(message).toMatchObject({ authorId: ann, text: 'hello', sequence: 1, replyTo: null });
    expect(test.publisher.of('message-posted')).toEqual([{ message }]);
    expect(await test.messages()).toEqual([message]);
  });

  it('publishes a message to the members of its room', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.publisher.clear();
    await test.say(ann, 'hello');
    expect(test.publisher.sent.map(({ audience }) => audience)).toEqual([
      { to: 'room', roomId: test.general.id },
    ]);
  });

  it('[CH-2] answers a repeated client id with the first message, without event or turn', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const input = {
      roomId: test.general.id,
      clientMessageId: 'c1' as ClientMessageId,
      text: '@llama hello',
      replyTo: null,
    };
    const [first, same] = await Promise.all([
      test.chat.postMessage(ann, input),
      test.chat.postMessage(ann, input),
    ]);
    await settle();
    const again = await test.chat.postMessage(ann, { ...input, text: 'changed' });
    expect(value(same)).toEqual(value(first));
    expect(value(again)).toEqual(value(first));
    expect(test.publisher.of('message-posted')).toHaveLength(1);
    expect(test.model.replies).toHaveLength(1);
  });

  it('[CH-2] does not take a message of one room for one of another', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const attic = value(await test.chat.createRoom(ann, { name: 'attic' }));
    const input = {
      roomId: test.general.id,
      clientMessageId: 'c1' as ClientMessageId,
      text: 'hello',
      replyTo: null,
    };
    value(await test.chat.postMessage(ann, input));
    const elsewhere = { ...input, roomId: attic.id };
    expect(problem(await test.chat.postMessage(ann, elsewhere))).toBe('invalid-input');

    await test.chat.stop();
    const restarted = await TestChat.start({ store: test.store });
    expect(problem(await restarted.chat.postMessage(ann, elsewhere))).toBe('invalid-input');
  });

  it('[CH-2] recognises a repeat after a restart', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const message = await test.say(ann, '@llama hello');
    test.clock.advance(1);
    const { store, clock } = test;
    const after = await TestChat.start({ store: store.copy(), clock });
    const { clientMessageId } = message;
    const roomId = after.general.id;
    const input = { roomId, clientMessageId, text: '@llama hello', replyTo: null };
    expect(value(await after.chat.postMessage(ann, input))).toEqual(message);
    expect(after.publisher.of('message-posted')).toEqual([]);
    expect(await after.store.listOpenTurns()).toEqual([]);
  });

  it('[CH-3] publishes in the order of the sequence, whoever posts at the same time', async () => {
    const test = await TestChat.start();
    const people = await Promise.all(['Ann', 'Bob', 'Cem'].map((name) => test.person(name)));
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => test.post(people[i % 3] ?? LLAMA, `message ${i}`)),
    );
    const sequences = test.publisher.of('message-posted').map(({ message }) => message.sequence);
    expect(sequences).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it.each(['storage-full', 'storage-failed'] as const)(
    '[CH-4] refuses a message with %s, and publishes nothing',
    async (code) => {
      const test = await TestChat.start();
      const ann = await test.person('Ann');
      test.publisher.clear();
      test.store.break('appendMessage', code);
      expect(problem(await test.post(ann, '@llama hello'))).toBe(code);
      await settle();
      expect(test.publisher.sent).toEqual([]);
      expect(test.model.replies).toEqual([]);

      test.store.repair();
      expect(await test.say(ann, 'again')).toMatchObject({ sequence: 1 });
    },
  );

  it('[CH-5] keeps no text that some database or encoding would change', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const message = await test.say(ann, 'a\0b \ud800 \udfff 👩‍👧');
    expect(message.text).toBe('a\ufffdb \ufffd \ufffd 👩‍👧');
  });

  it('[CH-6] refuses a reply to a message that the room does not have', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    expect(problem(await test.post(ann, 'yes', 'nothing' as MessageId))).toBe('message-not-found');
  });

  it('[CH-7] posts at once while the agent reads, writes or hangs', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    await test.say(ann, '@llama a long one');
    test.model.current.ignoresStop = true;
    expect(await test.say(ann, 'meanwhile')).toMatchObject({ sequence: 3 });
    test.model.current.text('Well');
    await settle();
    expect(await test.say(ann, 'and also')).toMatchObject({ sequence: 4 });
  });

  it('[CH-12] takes a reply to the agent’s message as a call', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    await test.say(ann, '@llama hello');
    test.model.current.end();
    await settle();
    const { id } = await test.reply(ann);
    await test.say(ann, 'and why?', id);
    expect(test.model.current.request.transcript.question.text).toBe('and why?');
  });

  it('[CH-13] queues a turn for each agent that is called', async () => {
    const owl = new ScriptedModel();
    const test = await TestChat.start({ otherAgents: [agentOptions('Owl', owl)] });
    const ann = await test.person('Ann');
    await test.say(ann, '@llama and @owl, hello');
    expect(test.model.replies).toHaveLength(1);
    expect(owl.replies).toHaveLength(1);
  });

  it('[CH-14] does not let an agent call another, or itself', async () => {
    const owl = new ScriptedModel();
    const test = await TestChat.start({ otherAgents: [agentOptions('Owl', owl)] });
    const ann = await test.person('Ann');
    await test.say(ann, '@llama hello');
    test.model.current.text('Ask @owl, or @llama.');
    test.model.current.end();
    await settle();
    expect(owl.replies).toEqual([]);
    expect(test.model.replies).toHaveLength(1);
    expect(test.turns()).toEqual([]);
  });

  it('[CH-15] commits the turns with the message, and tells of them after it', async () => {
    const test = await TestChat.start();
    test.model.setStatus({ state: 'starting', step: 'loading', progress: 0.5 });
    const ann = await test.person('Ann');
    test.publisher.clear();
    test.store.break('addTurn');
    const question = await test.say(ann, '@llama hello');
    expect(await test.store.listOpenTurns()).toMatchObject([
      { agentId: LLAMA, questionId: question.id, askedBy: ann, state: { phase: 'queued' } },
    ]);
    expect(test.publisher.names()).toEqual(['message-posted', 'turns-changed']);
    expect(test.turns()).toMatchObject([{ questionId: question.id, state: { phase: 'queued' } }]);
  });
});
