/**
 * Leaves out what a reasoning model thinks before it answers, `<think>…</think>`, where its template
 * does not let it answer at once. Thoughts stand only at the beginning of a reply.
 */

const OPENING = '<think>';
const CLOSING = '</think>';

type State = 'beginning' | 'thinking' | 'answering';

export class ThoughtFilter {
  #state: State;
  #held = '';

  /** `prompt`: the end of it may have opened the thoughts already. */
  constructor(prompt: string) {
    this.#state = prompt.trimEnd().endsWith(OPENING) ? 'thinking' : 'beginning';
  }

  /** The text of the answer; held back while it may still turn out to be thoughts. */
  push(text: string): string {
    if (this.#state === 'answering') return text;
    this.#held += text;

    if (this.#state === 'beginning') {
      const start = this.#held.trimStart();
      if (start !== '' && start.startsWith(OPENING)) this.#state = 'thinking';
      else if (!OPENING.startsWith(start)) return this.#answer(this.#held);
    }
    const end = this.#state === 'thinking' ? this.#held.indexOf(CLOSING) : -1;
    return end === -1 ? '' : this.#answer(this.#held.slice(end + CLOSING.length));
  }

  /** What was held back, when the reply ends: thoughts without an end are no answer. */
  end(): string {
    return this.#state === 'beginning' ? this.#answer(this.#held) : '';
  }

  #answer(text: string): string {
    this.#state = 'answering';
    this.#held = '';
    return text;
  }
}
