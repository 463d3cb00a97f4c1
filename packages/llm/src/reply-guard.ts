/**
 * Keeps a reply to its author: a model may write its own name in front, or go on with an invented line
 * of somebody else. What people see never does.
 *
 * A push parser: the text that comes out is the same however the text that goes in is cut, and it is
 * held back only while it may still turn out to be a name or template text.
 */

import { speakerPrefixOf } from './speaker-prefix.ts';
import { findTemplateText, pendingTemplateText } from './template-text.ts';

export interface ReplyGuardOptions {
  /** The agent's display name and its handle. */
  readonly agent: string;
  readonly handle: string;
  /** Everybody who has spoken in the transcript. */
  readonly names: readonly string[];
}

export interface GuardedText {
  /** May be empty. */
  readonly text: string;
  /** The reply ends here: what follows is not the agent's to say. */
  readonly isCut: boolean;
}

/** More text is needed before anything can be said. */
const WAIT = Symbol('wait');
/** Text to write, perhaps none. */
type Taken = string | typeof WAIT;

// A model that imitates the chat it was shown may go on with these.
const ROLE_NAMES = ['User', 'Human', 'Assistant', 'System'];

export class ReplyGuard {
  readonly #own: readonly string[];
  readonly #names: readonly string[];
  #held = '';
  /** White space to be written before the next word; none at either end of the reply. */
  #space = '';
  #hasBegun = false;
  #isAtLineStart = true;
  #isInFence = false;
  /** A name was stripped just now: the space behind its colon goes with it. */
  #isBehindPrefix = false;
  #isCut = false;

  constructor(options: ReplyGuardOptions) {
    this.#own = [options.agent, options.handle];
    this.#names = [...this.#own, ...options.names, ...ROLE_NAMES];
  }

  push(text: string): GuardedText {
    this.#held += text;
    return this.#drain(false);
  }

  /** Call at the end of the reply: what was held back and is harmless after all. */
  end(): string {
    return this.#drain(true).text;
  }

  #drain(isEnd: boolean): GuardedText {
    let text = '';
    while (!this.#isCut && this.#held !== '') {
      const taken = this.#takeSpace(isEnd) ?? this.#takeLineStart(isEnd) ?? this.#takeWord(isEnd);
      if (taken === WAIT) break;
      text += taken;
    }
    return { text, isCut: this.#isCut };
  }

  // Each of these answers `undefined` where what is held is not its case.

  #takeSpace(isEnd: boolean): Taken | undefined {
    const space = /^\s+/.exec(this.#held)?.[0];
    if (space === undefined) return undefined;
    if (space === this.#held && !isEnd) return WAIT;
    this.#held = this.#held.slice(space.length);
    const isSeparator = this.#isBehindPrefix && !space.includes('\n');
    if (this.#hasBegun && !isSeparator) this.#space += space;
    this.#isBehindPrefix = false;
    if (space.includes('\n')) this.#isAtLineStart = true;
    return '';
  }

  #takeLineStart(isEnd: boolean): Taken | undefined {
    if (!this.#isAtLineStart) return undefined;
    if (/^`{1,2}$/.test(this.#held) && !isEnd) return WAIT;
    if (this.#held.startsWith('```')) this.#isInFence = !this.#isInFence;
    else if (!this.#isInFence) return this.#takeSpeaker(isEnd);
    this.#isAtLineStart = false;
    return '';
  }

  #takeSpeaker(isEnd: boolean): Taken {
    const prefix = speakerPrefixOf(this.#held, this.#names);
    if (prefix.kind === 'undecided' && !isEnd) return WAIT;
    if (prefix.kind !== 'found') {
      this.#isAtLineStart = false;
      return '';
    }
    // Its own name, or a first line in another's name: the words are kept, the name is not.
    if (this.#own.includes(prefix.name) || !this.#hasBegun) {
      this.#held = this.#held.slice(prefix.length);
      this.#isBehindPrefix = true;
    } else {
      this.#isCut = true;
    }
    return '';
  }

  #takeWord(isEnd: boolean): Taken {
    const word = /^\S+/.exec(this.#held)?.[0] ?? '';
    const leak = findTemplateText(word);
    const pending = leak !== -1 || isEnd || word !== this.#held ? 0 : pendingTemplateText(word);
    const certain = leak === -1 ? word.slice(0, word.length - pending) : word.slice(0, leak);

    this.#isBehindPrefix = false;
    this.#isCut = leak !== -1;
    if (certain === '') return this.#isCut ? '' : WAIT;
    const text = this.#space + certain;
    this.#space = '';
    this.#hasBegun = true;
    this.#held = this.#held.slice(certain.length);
    return text;
  }
}
