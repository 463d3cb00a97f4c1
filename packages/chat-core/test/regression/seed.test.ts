/**
 * The faults of the two sample chats that this project grew from, each as what it must not do again.
 *
 * Not here, because they are not the core's: resending the whole text and one message a token (deltas:
 * `turns/reply.test.ts`), names in HTML and "Hit F5" (chat-web), rejoining after a reconnect (chat-server): see
 * their `test/regression`.
 */

import type { RoomId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { modelError } from '../support/model-error.ts';
import { settle } from '../support/settle.ts';
import { LLAMA, TestChat, problem, value } from '../support/test-chat.ts';

async function started() {
  const test = await TestChat.start();
  return { test, ann: await test.person('Ann'), bob: await test.person('Bob') };
}

describe('regressions of the samples', () => {
  it('messages that were not addressed to the agent reach the model', async () => {
    const { test, ann, bob } = await started();
    await test.say(bob, 'the meeting is at four');
    await test.say(ann, '@llama when is the meeting?');
    expect(test.model.current.request.transcript.heard).toEqual([
      { by: 'person', name: 'Bob', text: 'the meeting is at four' },
    ]);
  });

  it('the call is recognised by the server, anywhere in the text, and not in a longer word', async () => {
    const { test, ann } = await started();
    await test.say(ann, '@llamafoo hello');
    expect(test.model.replies).toEqual([]);
    await test.say(ann, 'hello @LLAMA');
    expect(test.model.replies).toHaveLength(1);
  });

  it('the history that is given to the model is trimmed', async () => {
    const { test, ann } = await started();
    test.model.transcriptBudgetTokens = 100;
    for (let i = 0; i < 50; i += 1) await test.say(ann, `message ${i}`);
    await test.say(ann, '@llama hello');
    const { heard, omitted } = test.model.current.request.transcript;
    expect(heard.length).toBeLessThan(12);
    expect(omitted + heard.length).toBe(50);
  });

  it('a delta holds only what is new', async () => {
    const { test, ann } = await started();
    await test.say(ann, '@llama hello');
    for (let i = 0; i < 100; i += 1) {
      test.model.current.text('twenty characters...');
      await settle();
      test.clock.advance(10);
    }
    test.model.current.end();
    await settle();
    const deltas = test.publisher.of('reply-delta');
    expect(deltas.map(({ text }) => text).join('')).toHaveLength(2_000);
    expect(deltas.length).toBeLessThanOrEqual(21);
  });

  it('a question that waits does not die of waiting', async () => {
    const { test, ann, bob } = await started();
    await test.say(ann, '@llama one');
    await test.say(bob, '@llama two');
    test.clock.advance(3_600_000);
    await settle();
    test.model.current.end();
    await settle();
    expect(test.model.current.request.signal.aborted).toBe(false);
    test.model.current.text('Second.');
    test.model.current.end();
    await settle();
    expect(await test.reply(bob)).toMatchObject({
      text: 'Second.',
      state: { outcome: { kind: 'complete' }, figures: { firstTextMs: 100 } },
    });
  });

  it('replies of one room do not run into each other', async () => {
    const { test, ann, bob } = await started();
    await Promise.all([test.post(ann, '@llama one'), test.post(bob, '@llama two')]);
    await settle();
    expect(test.model.replies).toHaveLength(1);
  });

  it('who asked can chat while the agent answers', async () => {
    const { test, ann } = await started();
    await test.say(ann, '@llama a long one');
    await test.say(ann, 'and I am still here');
    expect(test.publisher.of('message-posted')).toHaveLength(2);
    expect(test.publisher.of('reply-ended')).toEqual([]);
  });

  it('an error does not vanish', async () => {
    const { test, ann } = await started();
    await test.say(ann, '@llama hello');
    test.model.current.fail(modelError('internal'));
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([{ outcome: { kind: 'failed' } }]);
    expect(test.logged).toContain('the model failed while it replied');
  });

  it('nobody speaks as another or as the agent', async () => {
    const { test, ann } = await started();
    for (const name of ['LLAMA', 'llama', 'ann', '_SYSTEM_', 'System'])
      expect(problem(await test.chat.addPerson(name))).not.toBe('');
    expect(problem(await test.post(LLAMA, 'I am the agent'))).toBe('not-signed-in');
    expect(await test.say(ann, 'hello')).toMatchObject({ authorId: ann });
  });

  it('knowing a room is not being in it', async () => {
    const { test, ann, bob } = await started();
    const { id: roomId } = value(await test.chat.createRoom(ann, { name: 'Attic' }));
    expect(problem(await test.chat.openRoom(bob, { roomId }))).toBe('not-a-member');
    expect(problem(await test.chat.openRoom(bob, { roomId: 'guess' as RoomId }))).toBe(
      'room-not-found',
    );
  });

  it('who comes late, or again, sees what was said before and the reply so far', async () => {
    const { test, ann } = await started();
    await test.say(ann, '@llama hello');
    test.model.current.text('Well');
    await settle();
    const cem = await test.person('Cem');
    const view = value(await test.chat.openRoom(cem, { roomId: test.general.id }));
    expect(view.messages).toMatchObject([
      { text: '@llama hello' },
      { text: 'Well', state: { phase: 'writing' } },
    ]);
  });

  it('the conversation survives its server', async () => {
    const { test, ann } = await started();
    await test.say(ann, 'the meeting is at four');
    test.clock.advance(1);
    const after = await TestChat.start({ store: test.store.copy(), clock: test.clock });
    await after.say(ann, '@llama when is the meeting?');
    expect(after.model.current.request.transcript.heard).toMatchObject([
      { text: 'the meeting is at four' },
    ]);
  });

  it('a reply can be stopped', async () => {
    const { test, ann, bob } = await started();
    await test.say(ann, '@llama hello');
    const [turn] = test.turns();
    if (turn === undefined) throw new Error('There is no turn.');
    value(await test.chat.stopTurn(bob, { roomId: test.general.id, turnId: turn.id }));
    expect(test.model.current.request.signal.aborted).toBe(true);
  });

  it('the agent is seen to be there, and to be ready or not', async () => {
    const { test, ann } = await started();
    test.model.setStatus({ state: 'starting', step: 'loading', progress: 0.25 });
    const [agent] = value(test.chat.welcome(ann)).members;
    expect(agent).toMatchObject({ kind: 'agent', status: { state: 'starting', progress: 0.25 } });
  });
});
