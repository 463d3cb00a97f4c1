/** What ends a reply, as its template says: tokens, and texts where the vocabulary has no token. */

import { SpecialTokensText } from 'node-llama-cpp';
import type { LlamaModel, LlamaText, Token } from 'node-llama-cpp';

export interface ReplyEnds {
  /** Beside those that the vocabulary itself marks as an end. */
  readonly tokens: ReadonlySet<Token>;
  readonly texts: readonly string[];
}

export function replyEndsOf(model: LlamaModel, triggers: readonly LlamaText[]): ReplyEnds {
  const tokens = new Set<Token>();
  const texts: string[] = [];

  for (const trigger of triggers) {
    const [first] = trigger.tokenize(model.tokenizer);
    if (first !== undefined && model.isSpecialToken(first)) tokens.add(first);
    else if (isText(trigger)) texts.push(trigger.toString());
  }
  return { tokens, texts };
}

function isText(trigger: LlamaText): boolean {
  return trigger.values.every(
    (value) => typeof value === 'string' || value instanceof SpecialTokensText,
  );
}
