/** What an engine reports of a reply, as the parts that the chat sees. */

import { LanguageModelError, ReplyGuard } from '@parley/llm';
import type { ReplyPart, Transcript } from '@parley/llm';
import type { ReplyReport } from './ipc/engine-report.ts';
import { ReplyMeter } from './reply-meter.ts';

/**
 * Ends with exactly one `ended`. A reply that goes on in somebody else's name ends before that, as
 * complete: whoever iterates this tells the engine to stop.
 *
 * @throws {LanguageModelError} what the engine refused with, or what `reports` throws.
 */
export async function* replyParts(
  reports: AsyncIterable<ReplyReport>,
  transcript: Transcript,
): AsyncGenerator<ReplyPart, void, void> {
  const meter = new ReplyMeter(() => performance.now());
  const guard = createGuard(transcript);

  for await (const report of reports) {
    switch (report.type) {
      case 'queued':
        yield { type: 'queued', ahead: report.ahead };
        break;
      case 'started':
        meter.begin(report.promptTokens, report.cachedTokens);
        break;
      case 'reading':
        yield { type: 'reading', done: report.done, total: report.total };
        break;
      case 'text': {
        meter.addTokens(report.tokens);
        const { text, isCut } = guard.push(report.text);
        if (text !== '') yield { type: 'text', text, tokens: meter.takeText() };
        if (!isCut) break;
        yield { type: 'ended', reason: 'complete', figures: meter.figures };
        return;
      }
      case 'ended': {
        const text = guard.end();
        if (text !== '') yield { type: 'text', text, tokens: meter.takeText() };
        yield { type: 'ended', reason: report.reason, figures: meter.figures };
        return;
      }
      case 'refused':
        throw new LanguageModelError(report.code, report.message);
    }
  }
}

function createGuard({ agent, handle, heard, question }: Transcript): ReplyGuard {
  const speakers = heard.flatMap((line) => (line.by === 'person' ? [line.name] : []));
  return new ReplyGuard({ agent, handle, names: [...new Set([...speakers, question.name])] });
}
