/**
 * Ends replies: committed, then published. An end that cannot be committed is published all the same, and
 * committed as soon as the store can, so that no reply hangs and no queue waits for a full disk.
 */

import type { MessageId, RoomId, TurnId } from '@parley/chat-protocol';
import type { Announcer } from '../announcer.ts';
import type { HistoryStore, ReplyEnding } from '../history-store.ts';
import type { ChatLogger, Clock } from '../ports.ts';
import type { RoomLanes } from '../room-lanes.ts';
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
  /** Bytes of UTF-8 of its text. */
  readonly length: number;
}

export class ReplyEndings {
  readonly #options: ReplyEndingsOptions;
  readonly #uncommitted = new Map<MessageId, ReplyEnding>();
  #cancelRetry: (() => void) | undefined;

  constructor(options: ReplyEndingsOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async end(reply: EndingReply, ending: ReplyEnding): Promise<void> {
    const { announcer, lanes, board } = this.#options;
    const { id: messageId, roomId, length } = reply;
    await lanes.run(roomId, async () => {
      await this.#commit(messageId, ending);
      board.remove(reply.turnId);
      announcer.replyEnded({ roomId, messageId, length, ...ending });
      announcer.turnsChanged(roomId, board.ofRoom(roomId));
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
