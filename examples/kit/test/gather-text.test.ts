import { expect, test } from 'vitest';
import { gatherText } from '../src/index.ts';

async function* piecesOf(...pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

async function all(texts: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const text of texts) list.push(text);
  return list;
}

test('without a reason to gather, every piece is as it came', async () => {
  expect(await all(gatherText(piecesOf('a', 'b', 'c'), undefined))).toEqual(['a', 'b', 'c']);
});

test('the first piece comes at once, what follows together, what is left at the end', async () => {
  const gathering = { gatherMs: 60_000, maxBytes: 1_000 };
  expect(await all(gatherText(piecesOf('a', 'b', 'c'), gathering))).toEqual(['a', 'bc']);
  expect(await all(gatherText(piecesOf('a'), gathering))).toEqual(['a']);
  expect(await all(gatherText(piecesOf(), gathering))).toEqual([]);
});

test('text that fills a message does not wait', async () => {
  const gathering = { gatherMs: 60_000, maxBytes: 6 };
  expect(await all(gatherText(piecesOf('a', 'bb', 'cc', 'd'), gathering))).toEqual([
    'a',
    'bbcc',
    'd',
  ]);
});

test('text comes after its time, however long the next piece takes', async () => {
  let endPause = (): void => undefined;
  const pause = new Promise<void>((resolve) => (endPause = resolve));
  async function* halting(): AsyncGenerator<string> {
    yield* ['a', 'b'];
    await pause;
    yield 'c';
  }
  const texts: string[] = [];
  for await (const text of gatherText(halting(), { gatherMs: 1, maxBytes: 1_000 })) {
    texts.push(text);
    if (text === 'b') endPause();
  }
  expect(texts).toEqual(['a', 'b', 'c']);
});

test('a failure is passed on', async () => {
  async function* failing(): AsyncGenerator<string> {
    yield 'a';
    throw new Error('broken');
  }
  const gathering = { gatherMs: 60_000, maxBytes: 1_000 };
  await expect(all(gatherText(failing(), gathering))).rejects.toThrow('broken');
});
