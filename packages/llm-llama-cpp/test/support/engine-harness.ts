/** An engine in this process, with the packaged model: what it reports can be waited for and counted. */

import { defaultModel } from '@parley/default-model';
import type { LaidOutPrompt, Sampling } from '@parley/llm';
import { Engine } from '../../src/engine/engine.ts';
import type { TimedBatch } from '../../src/engine/batch-clock.ts';
import type { EngineSettings } from '../../src/ipc/engine-command.ts';
import type { EngineReport } from '../../src/ipc/engine-report.ts';

export const settings: EngineSettings = {
  modelPath: defaultModel.path,
  contextTokens: 2048,
  isContextFixed: true,
  threads: 1,
  gpu: 'none',
  allowBaseModel: false,
  maxQueuedReplies: 8,
};

export const greedy: Sampling = {
  temperature: 0,
  topP: 1,
  topK: 40,
  minP: 0,
  repeatPenalty: 1.1,
  maxTokens: 24,
  seed: 1,
};

export interface ReplyLimits {
  readonly maxTokens?: number;
  readonly maxTokensPerSecond?: number;
}

export class EngineHarness {
  readonly reports: EngineReport[] = [];
  readonly batches: TimedBatch[] = [];
  readonly engine: Engine;
  #waiting: (() => void)[] = [];
  #lastId = 0;

  constructor() {
    this.engine = new Engine({
      settings,
      report: (report) => {
        this.reports.push(report);
        for (const check of this.#waiting) check();
      },
      onBatch: (batch) => this.batches.push(batch),
    });
  }

  /** Asks for a reply, and says under which id. */
  ask(conversation: string, prompt: LaidOutPrompt, limits: ReplyLimits = {}): number {
    const id = ++this.#lastId;
    this.engine.reply({
      type: 'reply',
      id,
      conversation,
      agent: 'Llama',
      prompt,
      sampling: { ...greedy, maxTokens: limits.maxTokens ?? greedy.maxTokens },
      maxTokensPerSecond: limits.maxTokensPerSecond,
    });
    return id;
  }

  /** Resolves with the first report that is meant, now or later. */
  until(isMeant: (report: EngineReport) => boolean): Promise<EngineReport> {
    return new Promise((resolve) => {
      const check = (): void => {
        const report = this.reports.find(isMeant);
        if (report === undefined) return;
        this.#waiting = this.#waiting.filter((other) => other !== check);
        resolve(report);
      };
      this.#waiting.push(check);
      check();
    });
  }

  async untilEnded(id: number): Promise<EngineReport> {
    return await this.until(
      (report) => (report.type === 'ended' || report.type === 'refused') && report.id === id,
    );
  }

  /** Reports of one kind about one reply. */
  about<Type extends EngineReport['type']>(
    id: number,
    type: Type,
  ): Extract<EngineReport, { type: Type }>[] {
    return this.reports.filter(
      (report): report is Extract<EngineReport, { type: Type }> =>
        report.type === type && 'id' in report && report.id === id,
    );
  }

  textOf(id: number): string {
    return this.about(id, 'text')
      .map(({ text }) => text)
      .join('');
  }
}

export function promptOf(
  text: string,
  system = 'You are Llama, a helpful assistant.',
): LaidOutPrompt {
  return { system, turns: [{ role: 'user', text }] };
}

/** So many lines that the prompt is read in many pieces; about eleven tokens a line. */
export function longPromptOf(lines: number): LaidOutPrompt {
  const chat = Array.from(
    { length: lines },
    (_, index) => `Ana: line ${index} is about nothing much.`,
  );
  return promptOf([...chat, 'What is this about?'].join('\n'));
}
