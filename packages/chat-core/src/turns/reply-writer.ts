/**
 * Grows one reply: every delta is committed, then published, at most once an interval.
 *
 * The first text goes out at once. Text that cannot be committed is never published.
 */

import type { MessageId, RoomId } from '@parley/chat-protocol';
import type { Announcer } from '../announcer.ts';
import type { HistoryStore } from '../history-store.ts';
import type { Clock } from '../ports.ts';
import type { RoomLanes } from '../room-lanes.ts';
import { DeltaBuffer } from './delta-buffer.ts';
import type { Delta } from './delta-buffer.ts';
import type { LiveReplies } from './live-replies.ts';

export interface ReplyWriterOptions {
  readonly reply: { readonly id: MessageId; readonly roomId: RoomId };
  readonly store: Pick<HistoryStore, 'appendReplyText'>;
  readonly announcer: Announcer;
  readonly lanes: RoomLanes;
  readonly live: LiveReplies;
  readonly clock: Clock;
  readonly deltaIntervalMs: number;
  /** Called once, when a delta could not be committed; nothing is written after it. */
  readonly onFailed: (error: unknown) => void;
}

export class ReplyWriter {
  readonly #options: ReplyWriterOptions;
  readonly #buffer = new DeltaBuffer();
  #nextAt: number;
  #hasFailed = false;
  #isClosing = false;
  #flushing: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ReplyWriterOptions) {
    this.#options = options;
    this.#nextAt = options.clock.now();
  }

  /** Bytes of UTF-8 that are committed and published. */
  get length(): number {
    return this.#buffer.offset;
  }

  write(text: string): void {
    this.#buffer.push(text);
    this.#schedule();
  }

  /** Writes what is left. Nothing may be written afterwards. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelTimer?.();
    await this.#flushing;
    const delta = this.#buffer.last();
    if (delta !== undefined) await this.#commit(delta);
  }

  #schedule(): void {
    const isUnderWay = this.#flushing !== undefined || this.#cancelTimer !== undefined;
    const isOver = this.#isClosing || this.#hasFailed;
    if (isUnderWay || isOver || !this.#buffer.hasNext) return;
    const { clock } = this.#options;
    const waitMs = this.#nextAt - clock.now();
    if (waitMs <= 0) this.#flush();
    else this.#cancelTimer = clock.after(waitMs, () => this.#flush());
  }

  #flush(): void {
    this.#cancelTimer = undefined;
    const { clock, deltaIntervalMs } = this.#options;
    this.#nextAt = clock.now() + deltaIntervalMs;
    const delta = this.#buffer.next();
    if (delta === undefined) return;
    this.#flushing = this.#commit(delta).then(() => {
      this.#flushing = undefined;
      this.#schedule();
    });
  }

  async #commit(delta: Delta): Promise<void> {
    if (this.#hasFailed) return;
    const { reply, store, announcer, lanes, live } = this.#options;
    try {
      await lanes.run(reply.roomId, async () => {
        await store.appendReplyText(reply.id, delta.offset, delta.text);
        this.#buffer.advance(delta);
        live.set(reply.id, { phase: 'writing' });
        announcer.replyDelta({ roomId: reply.roomId, messageId: reply.id, ...delta });
      });
    } catch (error) {
      this.#hasFailed = true;
      this.#options.onFailed(error);
    }
  }
}
