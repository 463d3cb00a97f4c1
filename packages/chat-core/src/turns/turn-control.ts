/** The reason why a turn is to end before its model is done: the first one given counts. */

import type { MemberId } from '@parley/chat-protocol';

export type StopCause =
  | { readonly kind: 'stopped'; readonly by: MemberId }
  | { readonly kind: 'shutting-down' }
  /** What was written could not be kept. */
  | { readonly kind: 'failed'; readonly error: unknown };

export class TurnControl {
  readonly #controller = new AbortController();
  #cause: StopCause | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get cause(): StopCause | undefined {
    return this.#cause;
  }

  stop(cause: StopCause): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    this.#controller.abort();
  }
}
