import { utf8Length } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { SECRET_DETAIL, modelError } from '../support/model-error.ts';
import { settle } from '../support/settle.ts';
import { TestChat, value } from '../support/test-chat.ts';

async function asked() {
  const test = await TestChat.start();
  const ann = await test.person('Ann');
  const question = await test.say(ann, '@llama hello');
  return { test, ann, question, model: test.model.current };
}

describe('a reply', () => {
  it('[CH-40] begins empty and reading, with its place in the room', async () => {
    const { test, ann, question } = await asked();
    expect(test.publisher.of('reply-started')).toMatchObject([
      {
        message: {
          kind: 'reply',
          authorId: 'llama',
          sequence: 2,
          text: '',
          questionId: question.id,
          askedBy: ann,
          heardCount: 1,
          supersedes: null,
          state: { phase: 'reading', done: 0, total: 0 },
        },
      },
    ]);
    expect(test.general.lastSequence).toBe(2);
  });

  it('[CH-41] tells how much is read at most once an interval, and at the end', async () => {
    const { test, ann, model } = await asked();
    for (const done of [10, 20, 30]) model.reading(done, 100);
    await settle();
    expect(test.publisher.of('reply-progress')).toMatchObject([{ done: 10, total: 100 }]);
    expect(await test.reply(ann)).toMatchObject({ state: { phase: 'reading', done: 30 } });

    test.clock.advance(50);
    model.reading(40, 100);
    model.reading(50, 100);
    model.reading(100, 100);
    await settle();
    const told = test.publisher.of('reply-progress').map(({ done }) => done);
    expect(told).toEqual([10, 40, 100]);
  });

  it('[CH-42] commits each delta before it is published', async () => {
    const { test, model } = await asked();
    const commit = test.store.hold('appendReplyText');
    model.text('Grüße');
    await settle();
    expect(test.publisher.of('reply-delta')).toEqual([]);
    commit();
    await settle();
    test.clock.advance(50);
    model.text(', Ann');
    await settle();
    expect(test.publisher.of('reply-delta')).toMatchObject([
      { offset: 0, text: 'Grüße' },
      { offset: 7, text: ', Ann' },
    ]);
  });

  it('[CH-43] sends the first text at once, the rest once an interval, what is left at the end', async () => {
    const { test, model } = await asked();
    for (const text of ['One', ' two', ' three']) model.text(text);
    await settle();
    test.clock.advance(49);
    await settle();
    expect(test.publisher.of('reply-delta').map(({ text }) => text)).toEqual(['One']);
    test.clock.advance(1);
    await settle();
    model.text(' four');
    model.end();
    await settle();
    const texts = test.publisher.of('reply-delta').map(({ text }) => text);
    expect(texts).toEqual(['One', ' two three', ' four']);
    expect(test.clock.pending).toBe(0);
  });

  it('[CH-43] writes once what waited for a slow commit when the reply ended', async () => {
    const { test, ann, model } = await asked();
    const commit = test.store.hold('appendReplyText');
    model.text('One');
    await settle();
    model.text(' two');
    test.clock.advance(60);
    model.end();
    await settle();
    commit();
    await settle();
    expect(test.publisher.of('reply-delta')).toMatchObject([
      { offset: 0, text: 'One' },
      { offset: 3, text: ' two' },
    ]);
    expect(await test.reply(ann)).toMatchObject({
      text: 'One two',
      state: { outcome: { kind: 'complete' } },
    });
    expect(test.publisher.of('reply-ended')).toMatchObject([{ length: 7 }]);
    expect(test.clock.pending).toBe(0);
  });

  it('[CH-44] does not cut a character in two', async () => {
    const { test, model } = await asked();
    model.text('a\ud83d');
    await settle();
    model.text('\udc69b');
    model.end();
    await settle();
    const texts = test.publisher.of('reply-delta').map(({ text }) => text);
    expect(texts).toEqual(['a', '👩b']);
  });

  it('[CH-45] ends with its length in bytes, its outcome and its figures', async () => {
    const { test, ann, model } = await asked();
    model.text('Grüße');
    model.end('length');
    await settle();
    const figures = { model: 'Scripted', replyTokens: 11, tokensPerSecond: 10, firstTextMs: 100 };
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { length: 7, outcome: { kind: 'cut-at-limit' }, figures },
    ]);
    expect(await test.reply(ann)).toMatchObject({
      text: 'Grüße',
      state: { phase: 'ended', outcome: { kind: 'cut-at-limit' }, figures },
    });
    expect(test.publisher.names().slice(-2)).toEqual(['reply-ended', 'turns-changed']);
  });

  it('[CH-46] keeps its text when the model fails in the middle, and can be asked again', async () => {
    const { test, ann, model } = await asked();
    await test.say(ann, '@llama next');
    model.text('Well, the');
    await settle();
    model.fail(modelError('engine-crashed'));
    await settle();
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { length: 9, outcome: { kind: 'failed', code: 'engine-crashed' }, figures: null },
    ]);
    expect(test.model.replies).toHaveLength(2);

    const failed = (await test.messages()).find(({ kind }) => kind === 'reply');
    if (failed === undefined) throw new Error('There is no reply.');
    expect(failed.text).toBe('Well, the');
    value(await test.chat.regenerate(ann, { roomId: failed.roomId, messageId: failed.id }));
  });

  it('[CH-46] fails when the model stops without an end', async () => {
    const test = await TestChat.start();
    test.model.reply = async function* () {
      yield { type: 'text', text: 'Well', tokens: 1 };
    };
    const ann = await test.person('Ann');
    await test.say(ann, '@llama hello');
    expect(await test.reply(ann)).toMatchObject({
      text: 'Well',
      state: { outcome: { kind: 'failed', code: 'internal' } },
    });
  });

  it('[CH-46] fails when the model cannot count what it would read', async () => {
    const test = await TestChat.start();
    test.model.countError = modelError('engine-crashed');
    const ann = await test.person('Ann');
    await test.say(ann, '@llama hello');
    expect(await test.reply(ann)).toMatchObject({
      text: '',
      state: { outcome: { kind: 'failed', code: 'engine-crashed' } },
    });
  });

  it('[CH-47] says nothing to the room of what only the server’s keeper may know', async () => {
    const { test, model } = await asked();
    model.fail(modelError('model-missing'));
    await settle();
    expect(JSON.stringify(test.publisher.sent)).not.toContain(SECRET_DETAIL);
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { outcome: { reason: 'The model’s file was not found on the server.' } },
    ]);
  });

  it('[CH-48] fails with what was committed when the disk is full, and the next turn runs', async () => {
    const { test, ann, model } = await asked();
    await test.say(ann, '@llama next');
    model.text('Kept');
    await settle();
    test.store.break('appendReplyText');
    test.clock.advance(50);
    model.text(', lost');
    await settle();
    expect(model.request.signal.aborted).toBe(true);
    expect(test.publisher.of('reply-delta').map(({ text }) => text)).toEqual(['Kept']);
    expect(test.publisher.of('reply-ended')).toMatchObject([
      { length: 4, outcome: { kind: 'failed', code: 'storage-full' } },
    ]);
    expect(test.model.replies).toHaveLength(2);
  });

  it('[CH-48] fails too when it is the last text that cannot be committed', async () => {
    const { test, ann, model } = await asked();
    test.store.break('appendReplyText');
    model.text('lost');
    model.end();
    await settle();
    expect(await test.reply(ann)).toMatchObject({
      text: '',
      state: { outcome: { kind: 'failed', code: 'storage-full' } },
    });
  });

  it('[CH-49] ends in view of the room even when nothing can be committed', async () => {
    const { test, ann, model } = await asked();
    await test.say(ann, '@llama next');
    for (const method of ['appendReplyText', 'endReply', 'startReply'] as const)
      test.store.break(method);
    model.text('lost');
    await settle();
    const ended = { phase: 'ended', outcome: { kind: 'failed', code: 'storage-full' } };
    expect(test.publisher.of('reply-ended')).toHaveLength(1);
    expect(await test.reply(ann)).toMatchObject({ text: '', state: ended });
    expect((await test.store.listOpenTurns())[0]).toMatchObject({ state: { phase: 'running' } });

    test.store.repair();
    test.clock.advance(5_000);
    await settle();
    expect((await test.messages())[1]).toMatchObject({ state: ended });
    expect(test.model.replies).toHaveLength(2);
  });

  it('[CH-53] is seen by who comes late exactly as far as it was published', async () => {
    const { test, ann, model } = await asked();
    for (let i = 0; i < 20; i += 1) {
      model.text(`${i} été `);
      test.clock.advance(17);
      if (i % 3 === 0) await settle();
      const view = value(await test.chat.openRoom(ann, { roomId: test.general.id }));
      const { text } = view.messages[1] ?? { text: 'nothing' };
      const published = test.publisher.of('reply-delta');
      expect(text).toBe(published.map((delta) => delta.text).join(''));
      const last = published.at(-1);
      expect(utf8Length(text)).toBe((last?.offset ?? 0) + utf8Length(last?.text ?? ''));
    }
  });
});
