import type { TurnId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { settle } from '../support/settle.ts';
import { TestChat, problem, value } from '../support/test-chat.ts';

async function askedTwice() {
  const test = await TestChat.start();
  const ann = await test.person('Ann');
  const bob = await test.person('Bob');
  await test.say(ann, '@llama one');
  await test.say(bob, '@llama two');
  const [running, queued] = test.turns();
  if (running === undefined || queued === undefined) throw new Error('There are no two turns.');
  const roomId = test.general.id;
  return {
    test,
    ann,
    bob,
    running: { roomId, turnId: running.id },
    queued: { roomId, turnId: queued.id },
  };
}

describe('stopping', () => {
  it('[CH-33] withdraws a queued turn, leaving an empty reply that says by whom', async () => {
    const { test, ann, queued } = await askedTwice();
    test.publisher.clear();
    expect(await test.chat.stopTurn(ann, queued)).toEqual({ ok: true, value: null });
    await settle();
    const withdrawn = await test.reply(ann);
    expect(withdrawn).toMatchObject({
      turnId: queued.turnId,
      text: '',
      heardCount: 0,
      state: { phase: 'ended', outcome: { kind: 'stopped', by: ann } },
    });
    expect(test.publisher.names()).toEqual([
      'reply-started',
      'turns-changed',
      'reply-ended',
      'turns-changed',
    ]);
    expect(test.turns()).toMatchObject([{ state: { phase: 'running' } }]);
    expect(test.model.replies).toHaveLength(1);
  });

  it('[CH-33] refuses to withdraw what cannot be committed; the turn stays', async () => {
    const { test, ann, queued } = await askedTwice();
    test.store.break('startReply');
    expect(problem(await test.chat.stopTurn(ann, queued))).toBe('storage-full');
    expect(test.turns()).toHaveLength(2);
    test.store.repair();
    value(await test.chat.stopTurn(ann, queued));
  });

  it('[CH-33] withdraws a turn once, however many ask for it at the same time', async () => {
    const { test, ann, bob, queued } = await askedTwice();
    const outcomes = await Promise.all([
      test.chat.stopTurn(ann, queued),
      test.chat.stopTurn(bob, queued),
    ]);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(test.publisher.of('reply-ended')).toHaveLength(1);
    expect(test.turns()).toHaveLength(1);
  });

  it('[CH-34] stops a running turn by name, keeping the text, and the next one runs', async () => {
    const { test, bob, running } = await askedTwice();
    test.model.current.text('Well, the');
    await settle();
    value(await test.chat.stopTurn(bob, running));
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { length: 9, outcome: { kind: 'stopped', by: bob } },
    ]);
    expect((await test.messages())[1]).toMatchObject({
      text: 'Well, the',
      state: { phase: 'ended', outcome: { kind: 'stopped', by: bob } },
    });
    expect(test.model.replies).toHaveLength(2);
  });

  it('[CH-34] stops a turn whose prompt is still being put together', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const read = test.store.hold('listMessagesBefore');
    await test.say(ann, '@llama one');
    const [turn] = test.turns();
    if (turn === undefined) throw new Error('There is no turn.');
    value(await test.chat.stopTurn(ann, { roomId: test.general.id, turnId: turn.id }));
    await settle();
    read();
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { outcome: { kind: 'stopped', by: ann } },
    ]);
    expect(test.model.replies).toEqual([]);
  });

  it('[CH-34] is refused where the stopped turn cannot begin, and does not lose it', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const read = test.store.hold('listMessagesBefore');
    await test.say(ann, '@llama one');
    const [turn] = test.turns();
    if (turn === undefined) throw new Error('There is no turn.');
    test.store.break('startReply');
    const input = { roomId: test.general.id, turnId: turn.id };
    expect(problem(await test.chat.stopTurn(ann, input))).toBe('storage-full');
    read();
    test.store.repair();
    test.clock.advance(2_000);
    await settle();
    expect(test.model.replies).toHaveLength(1);
  });

  it('[CH-33] lets a turn run that was to be withdrawn and could not be', async () => {
    const { test, ann, queued } = await askedTwice();
    const commit = test.store.hold('startReply');
    test.store.break('startReply');
    const stopping = test.chat.stopTurn(ann, queued);
    await settle();
    test.model.current.end();
    await settle();
    commit();
    expect(problem(await stopping)).toBe('storage-full');
    test.store.repair();
    test.clock.advance(2_000);
    await settle();
    expect(test.model.replies).toHaveLength(2);
  });

  it('keeps the first to stop as the one who did', async () => {
    const { test, ann, bob, running } = await askedTwice();
    value(await test.chat.stopTurn(bob, running));
    value(await test.chat.stopTurn(ann, running));
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([{ outcome: { by: bob } }]);
  });

  it('is complete, not stopped, when the model was done before it heard', async () => {
    const { test, ann, running } = await askedTwice();
    test.model.current.end('complete');
    value(await test.chat.stopTurn(ann, running));
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([{ outcome: { kind: 'complete' } }]);
  });

  it('[CH-35] adds nothing that comes after the stop', async () => {
    const { test, ann, running } = await askedTwice();
    const reply = test.model.current;
    reply.text('Well');
    await settle();
    reply.ignoresStop = true;
    value(await test.chat.stopTurn(ann, running));
    reply.text(', and more');
    reply.end('stopped');
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([{ length: 4 }]);
  });

  it('[CH-35] gives up a model that does not stop, so that the queue goes on', async () => {
    const { test, ann, running } = await askedTwice();
    test.model.current.ignoresStop = true;
    value(await test.chat.stopTurn(ann, running));
    test.clock.advance(4_999);
    await settle();
    expect(test.publisher.of('reply-ended')).toEqual([]);
    test.clock.advance(1);
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([{ outcome: { by: ann } }]);
    expect(test.model.replies).toHaveLength(2);
  });

  it('says so when there is nothing to stop any more', async () => {
    const { test, ann, running } = await askedTwice();
    test.model.current.end();
    await settle();
    expect(problem(await test.chat.stopTurn(ann, running))).toBe('turn-not-found');
    const unknown = { ...running, turnId: 'nothing' as TurnId };
    expect(problem(await test.chat.stopTurn(ann, unknown))).toBe('turn-not-found');
  });
});
