import type { LaidOutPrompt } from '@parley/llm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EngineHarness, longPromptOf, promptOf } from '../support/engine-harness.ts';

const harness = new EngineHarness();
const { engine } = harness;

beforeAll(() => engine.start());
afterAll(() => engine.close());

const story = promptOf('Tell me the story of the Roman empire, from the beginning, at length.');

describe('rooms that share the model', () => {
  test('meet in one batch: four replies, four tokens a batch', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((room) => harness.ask(room, story, { maxTokens: 16 }));
    await Promise.all(
      ids.map((id) => harness.until((report) => report.type === 'text' && report.id === id)),
    );
    const from = harness.batches.length;
    await harness.until((report) => report.type === 'ended' && ids.includes(report.id));
    const shared = harness.batches.slice(from, -1);
    await Promise.all(ids.map((id) => harness.untilEnded(id)));

    const written = shared.reduce((sum, batch) => sum + batch.writtenTokens, 0);
    expect(shared.length).toBeGreaterThan(5);
    expect(written / shared.length).toBeGreaterThan(3.5);
  });

  test('keep getting tokens while the long prompt of another is read', async () => {
    const writing = harness.ask('a', story, { maxTokens: 200 });
    await harness.until((report) => report.type === 'text' && report.id === writing);
    const before = harness.about(writing, 'text').length;
    const from = harness.batches.length;
    // More than three pieces, also where one core reads a thousand tokens a second.
    const reading = harness.ask('e', longPromptOf(40), { maxTokens: 1 });
    await harness.until((report) => report.type === 'text' && report.id === reading);
    const meanwhile = harness.about(writing, 'text').length - before;
    const batches = harness.batches.slice(from).filter(({ readTokens }) => readTokens > 0);
    engine.stop(writing);
    await harness.untilEnded(writing);

    expect(batches.length).toBeGreaterThan(3);
    expect(batches.filter(({ writtenTokens }) => writtenTokens === 1).length).toBeGreaterThan(
      batches.length * 0.8,
    );
    expect(meanwhile).toBeGreaterThanOrEqual(batches.length - 2);
  });

  test('are not held up by one that is slowed down', async () => {
    const slow = harness.ask('a', story, { maxTokens: 40, maxTokensPerSecond: 0.01 });
    await harness.until((report) => report.type === 'text' && report.id === slow);
    const fast = harness.ask('b', story, { maxTokens: 16 });
    await harness.untilEnded(fast);
    const slowTokens = harness.about(slow, 'text').length;
    engine.stop(slow);
    await harness.untilEnded(slow);

    expect(slowTokens).toBeLessThan(harness.about(fast, 'text').length);
  });

  test('do not hold up one that goes back in its own sequence', async () => {
    const before = harness.ask('b', promptOf('What is a llama?'), { maxTokens: 4 });
    await harness.untilEnded(before);
    const writing = ['a', 'c', 'd'].map((room) => harness.ask(room, story, { maxTokens: 150 }));
    await Promise.all(
      writing.map((id) => harness.until((report) => report.type === 'text' && report.id === id)),
    );
    const asked = harness.batches.length;
    const next = harness.ask('b', promptOf('What is the capital of France?'), { maxTokens: 4 });
    await harness.until((report) => report.type === 'text' && report.id === next);
    const batches = harness.batches.length - asked;
    const ended = writing.flatMap((id) => harness.about(id, 'ended'));
    for (const id of writing) engine.stop(id);
    await Promise.all([...writing, next].map((id) => harness.untilEnded(id)));

    const [started] = harness.about(next, 'started');
    expect(started?.cachedTokens).toBeGreaterThan(0);
    expect(ended).toEqual([]);
    expect(batches).toBeLessThan(20);
  });

  test('wait in line when there are more than sequences, and hear how many are ahead', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((room) =>
      harness.ask(room, story, { maxTokens: 6 }),
    );
    await Promise.all(ids.map((id) => harness.untilEnded(id)));
    const ahead = ids.map((id) => harness.about(id, 'queued').map((report) => report.ahead));

    expect(ahead.slice(0, 4)).toEqual([[], [], [], []]);
    expect(ahead[4]?.[0]).toBe(4);
    expect(ahead[5]?.[0]).toBe(5);
    expect(ids.map((id) => harness.about(id, 'ended').length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('a stop', () => {
  test('is heard between two pieces of the prompt, and leaves the sequence as good as new', async () => {
    const fresh = harness.ask('x', promptOf('What is the capital of France?'), { maxTokens: 8 });
    await harness.untilEnded(fresh);

    const stopped = harness.ask('x', longPromptOf(100), { maxTokens: 8 });
    await harness.until(
      (report) => report.type === 'reading' && report.id === stopped && report.done > 0,
    );
    const seen = harness.about(stopped, 'reading').length;
    engine.stop(stopped);
    expect(await harness.untilEnded(stopped)).toMatchObject({ reason: 'stopped' });
    expect(harness.about(stopped, 'reading').length - seen).toBeLessThanOrEqual(1);
    expect(harness.textOf(stopped)).toBe('');

    const again = harness.ask('x', promptOf('What is the capital of France?'), { maxTokens: 8 });
    await harness.untilEnded(again);
    expect(harness.textOf(again)).toBe(harness.textOf(fresh));
  });

  test('is heard within a token while the reply is written', async () => {
    const stopped = harness.ask('x', story, { maxTokens: 200 });
    await harness.until((report) => report.type === 'text' && report.id === stopped);
    const seen = harness.about(stopped, 'text').length;
    engine.stop(stopped);

    expect(await harness.untilEnded(stopped)).toMatchObject({ reason: 'stopped' });
    expect(harness.about(stopped, 'text').length - seen).toBeLessThanOrEqual(1);
  });

  test('ends a reply that waits in line', async () => {
    const running = ['a', 'b', 'c', 'd'].map((room) =>
      harness.ask(room, story, { maxTokens: 200 }),
    );
    const waiting = harness.ask('e', story);
    await harness.until((report) => report.type === 'queued' && report.id === waiting);
    engine.stop(waiting);

    expect(await harness.untilEnded(waiting)).toMatchObject({ reason: 'stopped' });
    for (const id of running) engine.stop(id);
    await Promise.all(running.map((id) => harness.untilEnded(id)));
  });
});

describe('a conversation', () => {
  test('reads only what is new in it', async () => {
    const first = promptOf('What is a llama?');
    const id = harness.ask('memory', first, { maxTokens: 12 });
    await harness.untilEnded(id);
    const grown: LaidOutPrompt = {
      ...first,
      turns: [
        ...first.turns,
        { role: 'assistant', text: harness.textOf(id).trim() },
        { role: 'user', text: 'And an alpaca?' },
      ],
    };
    const next = harness.ask('memory', grown, { maxTokens: 4 });
    await harness.untilEnded(next);

    const [before] = harness.about(id, 'started');
    const [after] = harness.about(next, 'started');
    expect(after?.cachedTokens).toBeGreaterThan(before?.promptTokens ?? Infinity);
  });

  test('that is too long for the context is refused', async () => {
    const id = harness.ask('long', longPromptOf(300));

    expect(await harness.untilEnded(id)).toMatchObject({ code: 'context-overflow' });
  });
});
