/**
 * Turns a growing reply into few announcements: that it began, whole sentences every few seconds, and
 * how it ended. A screen reader that is told each token either floods or falls silent.
 */

const INTERVAL_MS = 5_000;
/** An end of a sentence, or of a line, that something follows. */
const SENTENCE_END = /[.!?…](?:["”’)]*)(?=\s)|\n/g;

export interface Narration {
  readonly agentName: string;
  readonly askerName: string;
}

export class ReplyNarrator {
  readonly #narration: Narration;
  #saidLength = 0;
  #saidAt = -Infinity;
  #hasBegun = false;

  constructor(narration: Narration) {
    this.#narration = narration;
  }

  /** What to say now, if anything. */
  grew(text: string, now: number): string | undefined {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#saidAt = now;
      return `${this.#narration.agentName} is answering ${this.#narration.askerName}.`;
    }
    if (now - this.#saidAt < INTERVAL_MS) return undefined;
    const end = lastSentenceEnd(text, this.#saidLength);
    if (end === undefined) return undefined;
    return this.#say(text, end, now);
  }

  /** The rest, and how it ended; `outcome` is empty for a complete answer. */
  ended(text: string, outcome: string | undefined, now: number): string {
    const rest = this.#say(text, text.length, now) ?? '';
    const ending = outcome ?? `${this.#narration.agentName} has finished.`;
    // A sentence that was broken off is heard to be.
    const pause = rest === '' || /[.!?…]$/.test(rest) ? '' : ' …';
    return `${rest}${pause} ${ending}`.trim();
  }

  #say(text: string, end: number, now: number): string | undefined {
    const words = spokenText(text.slice(this.#saidLength, end));
    this.#saidLength = end;
    if (words === '') return undefined;
    this.#saidAt = now;
    return words;
  }
}

function lastSentenceEnd(text: string, from: number): number | undefined {
  let end: number | undefined;
  for (const match of text.slice(from).matchAll(SENTENCE_END))
    end = from + match.index + match[0].length;
  return end;
}

/** Without the marks of Markdown, which would be read out. */
function spokenText(markdown: string): string {
  return markdown
    .replace(/```[^\n]*/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(?:#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/[*_`~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
