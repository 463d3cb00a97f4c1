import { defaultModel } from '@parley/default-model';
import type { ReplyPart } from '@parley/llm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLlamaCppModel } from '../src/index.ts';
import { collect, longQuestion, question, textOf } from './support/transcripts.ts';

// One model for all: loading it is what takes time.
const model = createLlamaCppModel({
  modelPath: defaultModel.path,
  threads: 1,
  sampling: { temperature: 1, seed: 7 },
});
const never = new AbortController().signal;

beforeAll(() => model.start());
afterAll(() => model.close());

test('says what it is', () => {
  expect(model.status).toEqual({ state: 'ready' });
  expect(model.description).toMatchObject({ parameters: 134_515_008, contextTokens: 4096 });
  expect(model.transcriptBudgetTokens).toBe(1024);
});

test('counts tokens', async () => {
  const [hello, none] = await model.countTokens(['hello world', '']);

  expect(hello).toBe(2);
  expect(none).toBe(0);
});

test('answers in parts that end once, with figures that add up', async () => {
  const parts = await collect(
    model.reply({
      conversation: 'figures',
      transcript: question('what is the name of my cat?', ['My cat is called Miso.']),
      maxTokens: 24,
      signal: never,
    }),
  );
  const ended = parts.at(-1);
  const tokens = parts.map((part) => (part.type === 'text' ? part.tokens : 0));

  expect(textOf(parts)).not.toBe('');
  expect(parts.filter((part) => part.type === 'ended')).toHaveLength(1);
  expect(ended?.type === 'ended' && ended.figures.replyTokens).toBe(
    tokens.reduce((sum, count) => sum + count, 0),
  );
});

test('ends at the limit of tokens', async () => {
  const parts = await collect(
    model.reply({
      conversation: 'length',
      transcript: question('tell me a very long story'),
      maxTokens: 4,
      signal: never,
    }),
  );

  expect(parts.at(-1)).toMatchObject({
    type: 'ended',
    reason: 'length',
    figures: { replyTokens: 4 },
  });
});

test('writes the same reply for the same seed', async () => {
  const reply = (): Promise<ReplyPart[]> =>
    collect(
      model.reply({
        conversation: 'seed',
        transcript: question('tell me a joke'),
        maxTokens: 4,
        signal: never,
      }),
    );

  await reply();
  expect(textOf(await reply())).toBe(textOf(await reply()));
});

test('ends at once when the signal was aborted before', async () => {
  const parts = await collect(
    model.reply({
      conversation: 'aborted',
      transcript: question('what is a llama?'),
      signal: AbortSignal.abort(),
    }),
  );

  expect(parts).toMatchObject([{ type: 'ended', reason: 'stopped' }]);
});

test('is stopped by whoever ends the iteration', async () => {
  const reply = model.reply({
    conversation: 'break',
    transcript: question('tell me a very long story'),
    signal: never,
  });
  for await (const part of reply) if (part.type === 'text') break;

  expect((await reply.next()).done).toBe(true);
});

test('stops while it reads, and writes the next reply', async () => {
  const stopped = await stopAt('reading');
  expect(stopped.at(-1)).toMatchObject({ type: 'ended', reason: 'stopped' });
  expect(textOf(stopped)).toBe('');

  const next = await collect(
    model.reply({
      conversation: 'stop-reading',
      transcript: question('what is a llama?'),
      maxTokens: 8,
      signal: never,
    }),
  );
  expect(textOf(next)).not.toBe('');
});

/** Aborts at the third part of a kind. */
async function stopAt(type: ReplyPart['type']): Promise<ReplyPart[]> {
  const controller = new AbortController();
  const parts: ReplyPart[] = [];
  const reply = model.reply({
    conversation: `stop-${type}`,
    transcript: longQuestion('what is this about?', 60),
    signal: controller.signal,
  });

  for await (const part of reply) {
    parts.push(part);
    if (parts.filter((seen) => seen.type === type).length === 3) controller.abort();
  }
  return parts;
}
