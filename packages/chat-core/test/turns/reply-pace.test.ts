import { describe, expect, it } from 'vitest';
import { dueAt } from '../../src/turns/reply-pace.ts';
import type { ReplyPace } from '../../src/turns/reply-pace.ts';
import { settle } from '../support/settle.ts';
import { TestChat } from '../support/test-chat.ts';

const READING = { afterMs: 0, intervalMs: 50 };
const STEADY: ReplyPace = {
  intervalMs: 50,
  gatherMs: 0,
  maxTextBytes: undefined,
  readingReports: READING,
};
const GATHERING: ReplyPace = { ...STEADY, intervalMs: 250, gatherMs: 250, maxTextBytes: 100 };

async function asked(replyPace: ReplyPace) {
  const test = await TestChat.start({ limits: { replyPace } });
  const ann = await test.person('Ann');
  await test.say(ann, '@llama hello');
  const deltas = (): string[] => test.publisher.of('reply-delta').map(({ text }) => text);
  const write = async (text: string): Promise<void> => {
    test.model.current.text(text);
    await settle();
  };
  const pass = async (ms: number): Promise<void> => {
    test.clock.advance(ms);
    await settle();
  };
  return { test, deltas, write, pass };
}

describe('when text is due', () => {
  it.each([
    ['the first text', STEADY, { since: 1_000, bytes: 4 }, undefined, 1_000],
    ['the first text, gathering', GATHERING, { since: 1_000, bytes: 4 }, undefined, 1_000],
    ['text an interval after', STEADY, { since: 1_050, bytes: 4 }, 1_000, 1_050],
    ['text an interval after, gathering', GATHERING, { since: 1_250, bytes: 4 }, 1_000, 1_250],
    ['text that comes sooner', STEADY, { since: 1_020, bytes: 4 }, 1_000, 1_050],
    ['text that comes sooner, gathering', GATHERING, { since: 1_020, bytes: 4 }, 1_000, 1_270],
  ])('[CH-84] %s', (_, pace, waiting, lastAt, expected) => {
    expect(dueAt(waiting, lastAt, pace)).toBe(expected);
  });

  it('[CH-85] as soon as it fills a delta', () => {
    expect(dueAt({ since: 1_020, bytes: 99 }, 1_000, GATHERING)).toBe(1_270);
    expect(dueAt({ since: 1_020, bytes: 100 }, 1_000, GATHERING)).toBe(1_020);
  });
});

describe('a reply that gathers', () => {
  it('[CH-84] sends 13 of the tokens that come every 20 ms at a time', async () => {
    const { deltas, write, pass } = await asked(GATHERING);
    for (let token = 0; token < 40; token += 1) {
      await write(`${token} `);
      await pass(20);
    }
    const counts = deltas().map((text) => text.trim().split(' ').length);
    expect(counts).toEqual([1, 13, 13, 13]);
  });

  it('[CH-84] sends each of the tokens that come once a second at once', async () => {
    const { deltas, write, pass } = await asked(GATHERING);
    for (const token of ['slow ', 'and ', 'steady']) {
      await write(token);
      await pass(1_000);
    }
    expect(deltas()).toEqual(['slow ', 'and ', 'steady']);
  });

  it('[CH-85] cuts what a model writes at once into deltas that are full', async () => {
    const { test, deltas, write } = await asked({ ...GATHERING, maxTextBytes: 10 });
    await write('12345678"👩\n-');
    test.model.current.end();
    await settle();
    expect(deltas()).toEqual(['12345678"', '👩\n-']);
    expect(test.publisher.of('reply-ended')).toMatchObject([{ length: 15 }]);
  });

  it('[CH-85] does not wait with text that fills a delta', async () => {
    const { deltas, write } = await asked({ ...GATHERING, maxTextBytes: 10 });
    await write('first');
    await write('12345');
    expect(deltas()).toEqual(['first']);
    await write('67890-');
    expect(deltas()).toEqual(['first', '1234567890']);
  });
});

it('[CH-86] what belongs together is published together', async () => {
  const { test, write, pass } = await asked(STEADY);
  await write('One');
  await write(' two');
  test.model.current.end();
  await settle();
  await pass(50);
  const ofTheTurn = test.publisher.together.filter((names) => !names.includes('room-changed'));
  expect(ofTheTurn.slice(-4)).toEqual([
    ['message-posted', 'turns-changed'],
    ['reply-started', 'turns-changed'],
    ['reply-delta'],
    ['reply-delta', 'reply-ended', 'turns-changed'],
  ]);
});

describe('reports of reading', () => {
  const slow: ReplyPace = { ...GATHERING, readingReports: { afterMs: 1_000, intervalMs: 1_000 } };

  it('[CH-87] are not made of what is read soon', async () => {
    const { test, pass } = await asked(slow);
    test.model.current.reading(10, 100);
    await settle();
    await pass(900);
    test.model.current.reading(100, 100);
    await settle();
    expect(test.publisher.of('reply-progress')).toEqual([]);
  });

  it('[CH-87] begin after a time, and tell the end then', async () => {
    const { test, pass } = await asked(slow);
    for (const done of [10, 40, 70]) {
      test.model.current.reading(done, 100);
      await settle();
      await pass(500);
    }
    test.model.current.reading(100, 100);
    await settle();
    const told = test.publisher.of('reply-progress').map(({ done }) => done);
    expect(told).toEqual([70, 100]);
  });
});
