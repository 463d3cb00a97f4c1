/**
 * Ends replies: committed, then published. An end that cannot be committed is published all the same, and
 * committed as soon as the store can, so that no reply hangs and no queue waits for a full disk.
 */

import type { MessageId, RoomId, TurnId } from '@parley/chat-protocol';
import type { Announcer } from '../announcer.ts';
import type { HistoryStore, ReplyEnding } from '../history-store.ts';
import type { ChatLogger, Clock } from '../ports.ts';
import type { RoomLanes } from '../room-lanes.ts';
import type { Delta } from './delta-buffer.ts';
import type { LiveReplies } from './live-replies.ts';
import type { TurnBoard } from './turn-board.ts';

const RETRY_MS = 5_000;

export interface ReplyEndingsOptions {
  readonly store: Pick<HistoryStore, 'endReply'>;
  readonly announcer: Announcer;
  readonly lanes: RoomLanes;
  readonly live: LiveReplies;
  readonly board: TurnBoard;
  readonly clock: Clock;
  readonly logger: ChatLogger;
}

export interface EndingReply {
  readonly id: MessageId;
  readonly roomId: RoomId;
  readonly turnId: TurnId;
}

/** How a reply ends, once the last of its text is committed. */
export interface Conclusion {
  /** The last of its text, not yet published. */
  readonly rest: readonly Delta[];
  /** Bytes of UTF-8 of all its text. */
  readonly length: number;
  readonly ending: ReplyEnding;
}

export class ReplyEndings {
  readonly #options: ReplyEndingsOptions;
  readonly #uncommitted = new Map<MessageId, ReplyEnding>();
  #cancelRetry: (() => void) | undefined;

  constructor(options: ReplyEndingsOptions) {
    this.#options = options;
  }

  /** Never rejects. `conclude` is called in the room's lane, and must not reject either. */
  async end(reply: EndingReply, conclude: () => Promise<Conclusion>): Promise<void> {
    const { announcer, lanes, board } = this.#options;
    const { id: messageId, roomId } = reply;
    await lanes.run(roomId, async () => {
      const { rest, length, ending } = await conclude();
      await this.#commit(messageId, ending);
      board.remove(reply.turnId);
      announcer.replyEnded({
        rest: rest.map((delta) => ({ roomId, messageId, ...delta })),
        end: { roomId, messageId, length, ...ending },
        turns: board.ofRoom(roomId),
      });
    });
  }

  /** One more try for what is not committed; what still cannot be is marked as interrupted at the next start. */
  async close(): Promise<void> {
    this.#cancelRetry?.();
    await this.#retry();
    this.#cancelRetry?.();
  }

  async #commit(id: MessageId, ending: ReplyEnding): Promise<void> {
    const { store, live, logger } = this.#options;
    try {
      await store.endReply(id, ending);
      this.#uncommitted.delete(id);
      live.delete(id);
    } catch (error) {
      logger.error({ error, messageId: id }, 'the end of a reply is not saved yet');
      this.#uncommitted.set(id, ending);
      live.set(id, { phase: 'ended', ...ending });
      this.#scheduleRetry();
    }
  }

  #scheduleRetry(): void {
    this.#cancelRetry ??= this.#options.clock.after(RETRY_MS, () => void this.#retry());
  }

  async #retry(): Promise<void> {
    this.#cancelRetry = undefined;
    for (const [id, ending] of this.#uncommitted) await this.#commit(id, ending);
  }
}
