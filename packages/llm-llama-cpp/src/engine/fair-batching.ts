/**
 * Which tokens go into the next batch when several conversations share one context.
 *
 * The library's own strategy gives the whole batch to the first long prompt, so that a room which is
 * being written gets one token while another's prompt is read, and it sends a batch as soon as any
 * sequence is back, so that two rooms never meet in one. This one writes before it reads: first one
 * token of every reply in progress, then a bounded piece of the prompts.
 */

import type {
  BatchItem,
  CustomBatchingPrioritizationStrategy,
  PrioritizedBatchItem,
} from 'node-llama-cpp';
import type { BatchClock } from './batch-clock.ts';
import type { SequenceGate } from './sequence-gate.ts';

/**
 * Empty batches in a row while a writing sequence has not come back. Each lets queued microtasks run;
 * about three are enough, and the bound makes a stuck sequence cost a smaller batch, never a hang.
 */
const MAX_WAITING_TURNS = 16;

/** What the strategy needs to know of the engine; the reply loops keep it exact. */
export interface BatchLoad {
  /** Sequences that wait for their next token, and ask for the one after it at once. */
  writing: number;
  /** Prompt tokens of one batch while anything is being written. */
  readonly readingBudget: () => number;
  readonly clock: Pick<BatchClock, 'begin'>;
  readonly gate: SequenceGate;
}

export function createFairBatching(load: BatchLoad): CustomBatchingPrioritizationStrategy {
  let waitingTurns = 0;

  return ({ items, size }) => {
    const writing = items.filter(isWriting);
    // Replies that have their token wait at the gate while a change does: they will not come back.
    const areAllHere = writing.length >= load.writing || load.gate.isDraining;
    if (!areAllHere && waitingTurns < MAX_WAITING_TURNS) {
      waitingTurns += 1;
      return [];
    }
    waitingTurns = 0;

    const written = writing.slice(0, size).map((item) => ({ item, processAmount: 1 }));
    const left = size - written.length;
    const budget = load.writing > 0 ? Math.min(left, load.readingBudget()) : left;
    const read = shareBudget(
      items.filter((item) => !isWriting(item)),
      budget,
    );

    load.clock.begin({ writtenTokens: written.length, readTokens: sumOfTokens(read) });
    return [...written, ...read];
  };
}

/** Gives every waiting prompt an equal piece; what a short one leaves goes to the others. */
function shareBudget(items: readonly BatchItem[], budget: number): PrioritizedBatchItem[] {
  const shortestFirst = items.toSorted((a, b) => a.tokens.length - b.tokens.length);
  const shared: PrioritizedBatchItem[] = [];
  let left = budget;

  for (const [index, item] of shortestFirst.entries()) {
    const share = Math.ceil(left / (shortestFirst.length - index));
    const amount = Math.min(item.tokens.length, share, left);
    if (amount <= 0) break;
    shared.push({ item, processAmount: amount });
    left -= amount;
  }
  return shared;
}

/** A decode loop asks for the logits of exactly one token. */
function isWriting(item: BatchItem): boolean {
  return item.tokens.length === 1 && item.logits[0] === true;
}

function sumOfTokens(items: readonly PrioritizedBatchItem[]): number {
  return items.reduce((sum, item) => sum + item.processAmount, 0);
}
