/** Shortening one huge message from its middle, so that its beginning and its end stay. */

import { endsInHalfPair } from '../storable-text.ts';

const GAP = ' … ';

/** At most `maxUnits` UTF-16 units of the text, and the mark of the gap between them. */
export function truncateMiddle(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const headUnits = Math.ceil(maxUnits / 2);
  const head = text.slice(0, endsInHalfPair(text.slice(0, headUnits)) ? headUnits - 1 : headUnits);
  let tailStart = text.length - Math.floor(maxUnits / 2);
  if (endsInHalfPair(text.slice(0, tailStart))) tailStart += 1;
  return head + GAP + text.slice(tailStart);
}

/** The text, shortened until it costs at most `maxTokens`; of the least budget only the mark is left. */
export async function truncateToTokens(
  text: string,
  maxTokens: number,
  costOf: (text: string) => Promise<number>,
): Promise<{ readonly text: string; readonly cost: number }> {
  let units = text.length;
  let kept = text;
  let cost = await costOf(kept);

  while (cost > maxTokens && units > 0) {
    // In proportion, and a little less, so that one or two rounds are enough.
    units = Math.min(units - 1, Math.floor((units * Math.max(0, maxTokens) * 0.95) / cost));
    kept = truncateMiddle(text, Math.max(0, units));
    cost = await costOf(kept);
  }
  return { text: kept, cost };
}
