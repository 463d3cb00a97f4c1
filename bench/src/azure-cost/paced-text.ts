/** The answer that every scheme carries: so many tokens of four characters, each at its time. */

export interface PacedText {
  readonly tokens: readonly string[];
  readonly tokensPerSecond: number;
}

/** Each token is another, so that one that is lost, doubled or swapped is seen. */
export function createPacedText(count: number, tokensPerSecond: number): PacedText {
  const tokens = Array.from(
    { length: count },
    (_, index) => ` ${(index + 46_656).toString(36).slice(-3)}`,
  );
  return { tokens, tokensPerSecond };
}

export function wholeText({ tokens }: PacedText): string {
  return tokens.join('');
}

/** By the time at which each is due, so that a late one does not delay those after it. */
export async function* paced({ tokens, tokensPerSecond }: PacedText): AsyncGenerator<string> {
  const startedAt = performance.now();
  for (const [index, token] of tokens.entries()) {
    const waitMs = startedAt + (index * 1000) / tokensPerSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    yield token;
  }
}
