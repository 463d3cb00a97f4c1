/**
 * Writes one reply on one sequence: reads what is new in the prompt in pieces, then writes token by
 * token. Between any two of either it looks at the signal, so that stopping takes effect at once.
 */

import { LanguageModelError } from '@parley/llm';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { ReplyCommand } from '../ipc/engine-command.ts';
import type { EndReason, ReplyReport } from '../ipc/engine-report.ts';
import type { BatchClock } from './batch-clock.ts';
import type { BatchLoad } from './fair-batching.ts';
import type { LoadedEngine } from './load-model.ts';
import type { ReadingPace } from './reading-pace.ts';
import { replyEndsOf } from './reply-ends.ts';
import type { ReplyEnds } from './reply-ends.ts';
import { REFUSED_SHIFT, samplingOptions } from './sampling-options.ts';
import type { SequenceGate } from './sequence-gate.ts';
import { StopText } from './stop-text.ts';
import { ThoughtFilter } from './thought-filter.ts';
import { TokenPace } from './token-pace.ts';
import { TokenText } from './token-text.ts';

/** Fewer tokens than this left for the reply, and the prompt counts as too long. */
const LEAST_REPLY_TOKENS = 16;

export interface ReplyWriterOptions {
  readonly engine: LoadedEngine;
  readonly load: BatchLoad;
  readonly clock: BatchClock;
  readonly pace: ReadingPace;
  readonly command: ReplyCommand;
  readonly signal: AbortSignal;
  readonly report: (report: ReplyReport) => void;
}

export class ReplyWriter {
  readonly #options: ReplyWriterOptions;
  readonly #prompt: readonly Token[];
  readonly #ends: ReplyEnds;
  readonly #stops: StopText;
  readonly #thoughts: ThoughtFilter;
  readonly #maxTokens: number;
  readonly #reply: Token[] = [];

  /** @throws {LanguageModelError} `context-overflow` */
  constructor(options: ReplyWriterOptions) {
    const { engine, command } = options;
    const { tokenizer } = engine.model;
    const rendered = engine.template.render(command.prompt, command.agent);
    this.#options = options;
    this.#prompt = rendered.text.tokenize(tokenizer);
    this.#ends = replyEndsOf(engine.model, rendered.stopTriggers);
    this.#stops = new StopText(this.#ends.texts);
    this.#thoughts = new ThoughtFilter(rendered.text.toString());
    this.#maxTokens = roomForReply(this.#prompt.length, engine, command.sampling.maxTokens);
  }

  async write(sequence: LlamaContextSequence): Promise<EndReason> {
    const { signal } = this.#options;
    await this.#read(sequence);
    return signal.aborted ? 'stopped' : await this.#write(sequence);
  }

  /** Everything but the last token, with which writing begins. */
  async #read(sequence: LlamaContextSequence): Promise<void> {
    const { command, signal, load, pace, clock, report } = this.#options;
    const tokens = this.#prompt.slice(0, -1);
    await keepPrefix(sequence, tokens, load.gate);
    const cachedTokens = sequence.nextTokenIndex;
    report({ type: 'started', id: command.id, promptTokens: this.#prompt.length, cachedTokens });
    this.#reportReading(sequence);

    while (sequence.nextTokenIndex < tokens.length && !signal.aborted) {
      const piece = tokens.slice(
        sequence.nextTokenIndex,
        sequence.nextTokenIndex + pace.pieceTokens,
      );
      await load.gate.evaluate(async () => {
        // It may have been stopped while it waited.
        if (signal.aborted) return;
        await sequence.evaluateWithoutGeneratingNewTokens(piece, { contextShift: REFUSED_SHIFT });
      });
      clock.finish();
      this.#reportReading(sequence);
    }
  }

  #reportReading(sequence: LlamaContextSequence): void {
    const { command, report } = this.#options;
    const total = this.#prompt.length;
    // The last token is read with the first that is written.
    const done = sequence.nextTokenIndex === total - 1 ? total : sequence.nextTokenIndex;
    report({ type: 'reading', id: command.id, done, total });
  }

  async #write(sequence: LlamaContextSequence): Promise<EndReason> {
    const { engine, command, signal, load, clock } = this.#options;
    const text = new TokenText(
      (tokens, before) => engine.model.detokenize(tokens, false, before),
      this.#prompt,
    );
    const ceiling = new TokenPace(command.maxTokensPerSecond);
    const tokens = sequence.evaluate(
      this.#prompt.slice(-1),
      samplingOptions(command.sampling, this.#reply),
    );

    load.writing += 1;
    try {
      while (this.#reply.length < this.#maxTokens) {
        await this.#waitForTurn(ceiling);
        if (signal.aborted) return 'stopped';

        const next = await load.gate.evaluate(() => tokens.next());
        clock.finish();
        if (next.done === true || this.#ends.tokens.has(next.value)) return this.#complete();
        this.#reply.push(next.value);
        if (this.#emit(text.push(next.value))) return 'complete';
      }
      this.#complete();
      return 'length';
    } finally {
      load.writing -= 1;
      await tokens.return();
    }
  }

  /** A reply that is slowed down does not count as writing meanwhile, so that it holds up nobody. */
  async #waitForTurn(ceiling: TokenPace): Promise<void> {
    const { load, signal } = this.#options;
    const waitMs = ceiling.reserve(performance.now());
    if (waitMs === 0) return;
    load.writing -= 1;
    try {
      await TokenPace.wait(waitMs, signal);
    } finally {
      load.writing += 1;
    }
  }

  /** Whether the text ended the reply. */
  #emit(piece: { readonly text: string; readonly tokens: number }): boolean {
    const { text, isStopped } = this.#stops.push(this.#thoughts.push(piece.text));
    this.#send(text, piece.tokens);
    return isStopped;
  }

  #complete(): 'complete' {
    const last = this.#stops.push(this.#thoughts.end());
    this.#send(last.text + this.#stops.end(), 0);
    return 'complete';
  }

  #send(text: string, tokens: number): void {
    const { command, report } = this.#options;
    if (text !== '' || tokens > 0) report({ type: 'text', id: command.id, text, tokens });
  }
}

/** Keeps what the sequence has in common with the beginning of `tokens`, and forgets the rest. */
async function keepPrefix(
  sequence: LlamaContextSequence,
  tokens: Token[],
  gate: SequenceGate,
): Promise<void> {
  const { firstDifferentIndex } = sequence.compareContextTokens(tokens);
  if (firstDifferentIndex === sequence.nextTokenIndex) return;

  await gate.change(() =>
    // Models with a sliding window or a running state cannot go back, and the library would read all of
    // it again at one go, during which no stop is heard.
    sequence.needsCheckpoints
      ? sequence.clearHistory()
      : // Never shifted: cells that were computed under another beginning would change what is written.
        sequence.adaptStateToTokens(tokens, false),
  );
}

function roomForReply(promptTokens: number, engine: LoadedEngine, wanted: number): number {
  const { contextSize } = engine.context;
  const room = contextSize - promptTokens;
  if (room >= Math.min(wanted, LEAST_REPLY_TOKENS)) return Math.min(wanted, room);

  throw new LanguageModelError(
    'context-overflow',
    `The conversation takes ${promptTokens} of the model's ${contextSize} tokens and leaves no room for a reply.`,
  );
}
