import { describe, expect, test } from 'vitest';
import type { ReplyReport } from '../src/ipc/engine-report.ts';
import { replyParts } from '../src/reply-parts.ts';
import { ReportQueue } from '../src/report-queue.ts';
import { collect, question, textOf } from './support/transcripts.ts';

const started = { type: 'started', id: 1, promptTokens: 20, cachedTokens: 12 } as const;

describe('the parts of a reply', () => {
  test('follow the reports and end with figures', async () => {
    const parts = await partsOf(
      { type: 'queued', id: 1, ahead: 2 },
      started,
      { type: 'reading', id: 1, done: 20, total: 20 },
      text('Hel'),
      text('lo there. '),
      { type: 'ended', id: 1, reason: 'length' },
    );

    expect(parts.slice(0, 2)).toEqual([
      { type: 'queued', ahead: 2 },
      { type: 'reading', done: 20, total: 20 },
    ]);
    expect(textOf(parts)).toBe('Hello there.');
    expect(parts.at(-1)).toMatchObject({
      type: 'ended',
      reason: 'length',
      figures: { promptTokens: 20, cachedTokens: 12, replyTokens: 2 },
    });
  });

  test('never speak in the name of somebody else, and are complete before that', async () => {
    const parts = await partsOf(
      started,
      text('Llama: Miso.'),
      text('\nAna'),
      text(': thanks!'),
      text(' You are welcome.'),
    );

    expect(textOf(parts)).toBe('Miso.');
    expect(parts.at(-1)).toMatchObject({ type: 'ended', reason: 'complete' });
  });

  test('throw what the engine refused with', async () => {
    await expect(
      partsOf({ type: 'refused', id: 1, code: 'context-overflow', message: 'too long' }),
    ).rejects.toMatchObject({ code: 'context-overflow', message: 'too long' });
  });

  test('throw the loss of the engine after what came before it', async () => {
    const reports = new ReportQueue<ReplyReport>();
    reports.push(started);
    reports.push(text('Hello there.'));
    reports.fail(new Error('gone'));
    const seen: string[] = [];

    await expect(async () => {
      for await (const part of replyParts(reports, question('hi'))) seen.push(part.type);
    }).rejects.toThrow('gone');
    expect(seen).toContain('text');
  });
});

function text(value: string): ReplyReport {
  return { type: 'text', id: 1, text: value, tokens: 1 };
}

async function partsOf(...reports: ReplyReport[]): ReturnType<typeof collect> {
  const queue = new ReportQueue<ReplyReport>();
  for (const report of reports) queue.push(report);
  return await collect(replyParts(queue, question('what is the name?', ['My cat is Miso.'])));
}
