/**
 * Keeps two kinds of work on a context's sequences apart: evaluating tokens, and changing what a sequence
 * holds.
 *
 * The library dispatches batches under the context's lock for as long as anything is queued, and a change
 * needs the same lock. Replies that are written together come back before the queue runs empty, so without
 * this gate a room that goes back in its sequence would wait until all the others have ended.
 *
 * The two kinds take turns: whoever waits is let in together when the last of the other kind has left, and
 * those who come later wait again. So neither kind starves, however many come.
 */

type Kind = 'evaluation' | 'change';

export class SequenceGate {
  /** What is going on, while anything is. */
  #kind: Kind = 'evaluation';
  #running = 0;
  readonly #waiting: Readonly<Record<Kind, (() => void)[]>> = { evaluation: [], change: [] };

  /** Whether evaluations have to end before a change: those that do will not come back at once. */
  get isDraining(): boolean {
    return this.#waiting.change.length > 0;
  }

  /** At the same time as other evaluations. Keep it short, one token or one piece: changes wait for it. */
  async evaluate<Result>(work: () => Promise<Result>): Promise<Result> {
    return await this.#run('evaluation', work);
  }

  /** While nothing is evaluated. Other changes may go on: the context's own lock keeps them apart. */
  async change<Result>(work: () => Promise<Result>): Promise<Result> {
    return await this.#run('change', work);
  }

  async #run<Result>(kind: Kind, work: () => Promise<Result>): Promise<Result> {
    if (this.#isOpenFor(kind)) {
      this.#kind = kind;
      this.#running += 1;
    } else {
      await new Promise<void>((resolve) => this.#waiting[kind].push(resolve));
    }

    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #isOpenFor(kind: Kind): boolean {
    if (this.#running === 0) return true;
    return this.#kind === kind && this.#waiting[otherThan(kind)].length === 0;
  }

  /** The last one lets in whoever waits. Counted here, before anybody else can come in between. */
  #leave(): void {
    this.#running -= 1;
    if (this.#running > 0) return;

    this.#kind = otherThan(this.#kind);
    const admitted = this.#waiting[this.#kind].splice(0);
    this.#running = admitted.length;
    for (const admit of admitted) admit();
  }
}

function otherThan(kind: Kind): Kind {
  return kind === 'evaluation' ? 'change' : 'evaluation';
}
