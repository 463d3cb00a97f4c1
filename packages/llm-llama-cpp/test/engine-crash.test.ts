import { fork } from 'node:child_process';
import { once } from 'node:events';
import { defaultModel } from '@parley/default-model';
import type { ModelStatus, ReplyPart } from '@parley/llm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineEntryPath } from '../src/engine-entry.ts';
import { createLlamaCppModel } from '../src/index.ts';
import { collect, question, textOf } from './support/transcripts.ts';

// Slow enough that a reply is still being written when something happens to the engine.
const model = createLlamaCppModel({
  modelPath: defaultModel.path,
  threads: 1,
  contextTokens: 512,
  maxTokensPerSecond: 5,
  maxQueuedReplies: 1,
  silenceMs: 4_000,
});
/** Tokens of a reply that lasts for most of a minute. */
const LONG = 250;
const never = new AbortController().signal;
const statuses: ModelStatus[] = [];
model.onStatusChanged((status) => statuses.push(status));

beforeAll(() => model.start());
afterAll(() => model.close());

test.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a reply fails when its engine gets %s, and the next one is written by a new engine',
  async (signal) => {
    const pid = await engineAtWork();
    const parts: ReplyPart[] = [];
    const reply = async (): Promise<void> => {
      for await (const part of ask('general', LONG)) {
        if (textOf(parts) === '' && part.type === 'text') process.kill(pid, signal);
        parts.push(part);
      }
    };

    await expect(reply()).rejects.toMatchObject({ code: 'engine-crashed', isRetryable: true });
    expect(textOf(parts)).not.toBe('');
    expect(parts.some((part) => part.type === 'ended')).toBe(false);
    expect(statuses).toContainEqual({ state: 'starting', step: 'restarting', progress: undefined });

    // Asked while the engine starts again, it waits.
    expect(textOf(await collect(ask('general', 3)))).not.toBe('');
    expect(model.enginePid).not.toBe(pid);
    expect(model.status).toEqual({ state: 'ready' });
  },
);

test('a stop ends the reply at once even when the engine hangs', async () => {
  const controller = new AbortController();
  const pid = await engineAtWork();
  const parts: ReplyPart[] = [];
  for await (const part of ask('general', LONG, controller.signal)) {
    parts.push(part);
    if (part.type !== 'text' || controller.signal.aborted) continue;
    process.kill(pid, 'SIGSTOP');
    controller.abort();
  }
  process.kill(pid, 'SIGCONT');

  expect(parts.at(-1)).toMatchObject({ type: 'ended', reason: 'stopped' });
});

test('more replies than sequences wait in line, and more than the line holds are refused', async () => {
  const controller = new AbortController();
  const rooms = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const replies = rooms.map((room) => collect(ask(room, LONG, controller.signal)));
  await expect(Promise.all(replies)).rejects.toMatchObject({ code: 'queue-full' });
  controller.abort();
  const parts = (await Promise.allSettled(replies)).flatMap((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : [],
  );

  expect(parts).toContainEqual({ type: 'queued', ahead: 4 });
});

test.each(['at work', 'before it listens'] as const)(
  'the engine ends when its parent is gone, %s',
  async (moment) => {
    const engine = fork(engineEntryPath(), [], { serialization: 'advanced', execArgv: [] });
    const exited = once(engine, 'exit');
    // The first sign of life: it is listening.
    if (moment === 'at work') await once(engine, 'message');
    engine.disconnect();

    expect(await exited).toEqual([0, null]);
  },
);

/** Its process. */
async function engineAtWork(): Promise<number> {
  for (;;) {
    const pid = model.enginePid;
    if (pid !== undefined && model.status.state === 'ready') return pid;
    await new Promise<void>((resolve) => {
      const end = model.onStatusChanged(() => {
        end();
        resolve();
      });
    });
  }
}

function ask(conversation: string, maxTokens: number, signal = never): AsyncIterable<ReplyPart> {
  const transcript = question('tell me the story of the Roman empire, from the beginning');
  return model.reply({ conversation, transcript, maxTokens, signal });
}
