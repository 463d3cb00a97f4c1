/** How many conversations, of how many tokens, the memory at hand has room for. */

export interface ContextSize {
  /** Conversations that can be written at the same time. */
  readonly sequences: number;
  /** Tokens of each. */
  readonly contextTokens: number;
}

export interface ContextSizes {
  /** To be tried, best first. Never empty: the estimate is one, and the engine has the last word. */
  readonly sizes: readonly ContextSize[];
  readonly smallest: ContextSize;
}

export interface MemoryAtHand {
  readonly kvBytesPerToken: number;
  /** Free memory after the model is loaded. */
  readonly freeBytes: number;
}

/**
 * Rows of a batch are worked on in fours: from a billion weights on, four sequences write more than twice as
 * much as one. A tiny model gains nothing, but nobody waits in line for another's whole reply.
 */
const MOST_SEQUENCES = 4;
const LEAST_CONTEXT_TOKENS = 1024;
/** The rest is for the chat server, the buffers of the computation, and everything else that runs. */
const SHARE_OF_FREE_MEMORY = 0.5;

/**
 * Sizes that fit: fewer sequences before less context, since a reply that waits is better
 * than one that forgets. With `isFixed` the context is what it was asked to be, and only the number of
 * sequences gives way.
 */
export function contextSizes(
  wanted: { readonly contextTokens: number; readonly isFixed: boolean },
  memory: MemoryAtHand,
): ContextSizes {
  const sizes: ContextSize[] = [];
  const least = wanted.isFixed
    ? wanted.contextTokens
    : Math.min(LEAST_CONTEXT_TOKENS, wanted.contextTokens);

  for (let tokens = wanted.contextTokens; ; tokens = Math.max(least, Math.floor(tokens / 2))) {
    for (let sequences = MOST_SEQUENCES; sequences >= 1; sequences /= 2) {
      sizes.push({ sequences, contextTokens: tokens });
    }
    if (tokens <= least) break;
  }

  const budget = memory.freeBytes * SHARE_OF_FREE_MEMORY;
  const fitting = sizes.filter((size) => kvBytesOf(size, memory.kvBytesPerToken) <= budget);
  const smallest = { sequences: 1, contextTokens: least };
  return { sizes: fitting.length > 0 ? fitting : [smallest], smallest };
}

export function kvBytesOf(size: ContextSize, kvBytesPerToken: number): number {
  return size.sequences * size.contextTokens * kvBytesPerToken;
}
