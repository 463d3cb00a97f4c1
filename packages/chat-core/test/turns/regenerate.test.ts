import { describe, expect, it } from 'vitest';
import { settle } from '../support/settle.ts';
import { TestChat, problem, value } from '../support/test-chat.ts';

async function answered(limits = {}) {
  const test = await TestChat.start({ limits });
  const ann = await test.person('Ann');
  const question = await test.say(ann, '@llama why is the sky blue?');
  test.model.current.text('Paint.');
  test.model.current.end();
  await settle();
  const reply = await test.reply(ann);
  return { test, ann, question, reply, input: { roomId: test.general.id, messageId: reply.id } };
}

describe('regenerating', () => {
  it('[CH-36] queues a new turn for the same question, whose reply supersedes the first', async () => {
    const { test, ann, question, reply, input } = await answered();
    const bob = await test.person('Bob');
    const turn = value(await test.chat.regenerate(bob, input));
    await settle();
    expect(turn).toMatchObject({ questionId: question.id, askedBy: ann, agentId: 'llama' });
    const { transcript } = test.model.current.request;
    expect(transcript.question).toEqual({ name: 'Ann', text: '@llama why is the sky blue?' });
    expect(transcript.heard).toEqual([]);

    test.model.current.text('Light.');
    test.model.current.end();
    await settle();
    expect(await test.reply(ann)).toMatchObject({
      text: 'Light.',
      supersedes: reply.id,
      turnId: turn.id,
    });
  });

  it('[CH-36] regenerates a reply after any end', async () => {
    const { test, ann, input } = await answered();
    value(await test.chat.regenerate(ann, input));
    await settle();
    const [turn] = test.turns();
    if (turn === undefined) throw new Error('There is no turn.');
    value(await test.chat.stopTurn(ann, { roomId: test.general.id, turnId: turn.id }));
    await settle();
    const stopped = await test.reply(ann);
    value(await test.chat.regenerate(ann, { ...input, messageId: stopped.id }));
  });

  it('[CH-36] counts as a call', async () => {
    const { test, ann, input } = await answered({ callsPerMinute: 1 });
    expect(problem(await test.chat.regenerate(ann, input))).toBe('rate-limited');
    test.clock.advance(60_000);
    value(await test.chat.regenerate(ann, input));
  });

  it('[CH-36] is refused while the reply, or another in its place, is under way', async () => {
    const { test, ann, input } = await answered();
    value(await test.chat.regenerate(ann, input));
    expect(problem(await test.chat.regenerate(ann, input))).toBe('not-possible-now');
    await settle();
    const second = await test.reply(ann);
    const again = { ...input, messageId: second.id };
    expect(problem(await test.chat.regenerate(ann, again))).toBe('not-possible-now');
  });

  it('[CH-22] is refused when the queue has no place', async () => {
    const { test, ann, input } = await answered({ maxQueuedTurns: 1 });
    await test.say(ann, '@llama running');
    await test.say(ann, '@llama waiting');
    expect(problem(await test.chat.regenerate(ann, input))).toBe('not-possible-now');
  });

  it('is for replies only', async () => {
    const { test, ann, question, input } = await answered();
    const ofPerson = { ...input, messageId: question.id };
    expect(problem(await test.chat.regenerate(ann, ofPerson))).toBe('message-not-found');
  });

  it('[CH-4] is refused when the turn cannot be committed, and nothing is published', async () => {
    const { test, ann, input } = await answered();
    test.publisher.clear();
    test.store.break('addTurn');
    expect(problem(await test.chat.regenerate(ann, input))).toBe('storage-full');
    expect(test.publisher.sent).toEqual([]);
  });
});
