/**
 * Grows one reply: every delta is committed, then published, when the pace says so.
 *
 * Text that cannot be committed is never published.
 */

import type { MessageId, RoomId } from '@parley/chat-protocol';
import type { Announcer } from '../announcer.ts';
import type { HistoryStore } from '../history-store.ts';
import type { Clock } from '../ports.ts';
import type { RoomLanes } from '../room-lanes.ts';
import { DeltaBuffer } from './delta-buffer.ts';
import type { Delta } from './delta-buffer.ts';
import type { LiveReplies } from './live-replies.ts';
import { dueAt } from './reply-pace.ts';
import type { ReplyPace } from './reply-pace.ts';

export interface ReplyWriterOptions {
  readonly reply: { readonly id: MessageId; readonly roomId: RoomId };
  readonly store: Pick<HistoryStore, 'appendReplyText'>;
  readonly announcer: Announcer;
  readonly lanes: RoomLanes;
  readonly live: LiveReplies;
  readonly clock: Clock;
  readonly pace: ReplyPace;
  /** Called once, when a delta could not be committed; nothing is written after it. */
  readonly onFailed: (error: unknown) => void;
}

export class ReplyWriter {
  readonly #options: ReplyWriterOptions;
  readonly #buffer: DeltaBuffer;
  /** When the oldest text that waits came. */
  #waitingSince: number | undefined;
  #lastAt: number | undefined;
  #hasFailed = false;
  #isClosing = false;
  #flushing: Promise<void> | undefined;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(options: ReplyWriterOptions) {
    this.#options = options;
    this.#buffer = new DeltaBuffer(options.pace.maxTextBytes);
  }

  /** Bytes of UTF-8 that are committed. */
  get length(): number {
    return this.#buffer.offset;
  }

  write(text: string): void {
    this.#buffer.push(text);
    this.#waitingSince ??= this.#options.clock.now();
    this.#schedule();
  }

  /** Nothing may be written afterwards. Resolves when nothing more is published; what is left waits for its end. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#timer?.cancel();
    await this.#flushing;
  }

  /** What is left, committed and not yet published. In the room's lane, after `close`. Never rejects. */
  async commitRest(): Promise<readonly Delta[]> {
    const rest: Delta[] = [];
    let delta = this.#buffer.last();
    while (delta !== undefined && (await this.#commit(delta))) {
      rest.push(delta);
      delta = this.#buffer.last();
    }
    return rest;
  }

  #schedule(): void {
    const isOver = this.#isClosing || this.#hasFailed;
    if (this.#flushing !== undefined || isOver || !this.#buffer.hasNext) return;
    const { clock, pace } = this.#options;
    const waiting = {
      since: this.#waitingSince ?? clock.now(),
      bytes: this.#buffer.waitingBytes,
    };
    const at = dueAt(waiting, this.#lastAt, pace);
    if (at <= clock.now()) this.#flush();
    else if (this.#timer?.at !== at) this.#setTimer(at);
  }

  #setTimer(at: number): void {
    const { clock } = this.#options;
    this.#timer?.cancel();
    this.#timer = { at, cancel: clock.after(at - clock.now(), () => this.#flush()) };
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const delta = this.#buffer.next();
    if (delta === undefined) return;
    this.#lastAt = this.#options.clock.now();
    if (!this.#buffer.hasNext) this.#waitingSince = undefined;
    this.#flushing = this.#send(delta).then(() => {
      this.#flushing = undefined;
      this.#schedule();
    });
  }

  async #send(delta: Delta): Promise<void> {
    const { reply, announcer, lanes } = this.#options;
    await lanes.run(reply.roomId, async () => {
      if (await this.#commit(delta))
        announcer.replyDelta({ roomId: reply.roomId, messageId: reply.id, ...delta });
    });
  }

  /** Whether it is committed. */
  async #commit(delta: Delta): Promise<boolean> {
    if (this.#hasFailed) return false;
    const { reply, store, live, onFailed } = this.#options;
    try {
      await store.appendReplyText(reply.id, delta.offset, delta.text);
    } catch (error) {
      this.#hasFailed = true;
      onFailed(error);
      return false;
    }
    this.#buffer.advance(delta);
    live.set(reply.id, { phase: 'writing' });
    return true;
  }
}
