/**
 * What a room looks like now: pages of history, gaps, the rest of a reply.
 *
 * Read in the room's lane, so that a view holds exactly what was published before it was read.
 */

import { utf8Length, utf8SliceFrom } from '@parley/chat-protocol';
import type {
  HeardTranscript,
  HistoryPage,
  HistoryQuery,
  Message,
  OpenRoomInput,
  Outcome,
  ReadReplyInput,
  ReplyInput,
  ReplyRest,
  Room,
  RoomId,
  RoomView,
} from '@parley/chat-protocol';
import { limits } from '@parley/chat-protocol';
import type { HistoryStore } from '../history-store.ts';
import { accepted, refusals } from '../outcomes.ts';
import type { RoomLanes } from '../room-lanes.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { LiveReplies } from '../turns/live-replies.ts';
import type { TurnBoard } from '../turns/turn-board.ts';

/** A client that missed more than this gets the newest page instead. */
const MAX_GAP = 200;

export interface RoomViewsOptions {
  readonly store: Pick<
    HistoryStore,
    'findMessage' | 'listMessagesBefore' | 'listMessagesAfter' | 'findTranscript'
  >;
  readonly rooms: Rooms;
  readonly board: TurnBoard;
  readonly live: LiveReplies;
  readonly lanes: RoomLanes;
}

type Extent = Pick<RoomView, 'messages' | 'hasEarlier' | 'extent'>;
type Known = NonNullable<OpenRoomInput['known']>;

export class RoomViews {
  readonly #options: RoomViewsOptions;

  constructor(options: RoomViewsOptions) {
    this.#options = options;
  }

  openRoom({ roomId, known }: OpenRoomInput): Promise<Outcome<RoomView>> {
    const { lanes, rooms, board } = this.#options;
    return lanes.run(roomId, async () => {
      const gap = known === undefined ? undefined : await this.#gap(roomId, known);
      const extent = gap ?? (await this.#latest(roomId));
      const room = rooms.find(roomId);
      if (room === undefined) return refusals.roomNotFound();
      return accepted({ room, turns: board.ofRoom(roomId), ...extent });
    });
  }

  history(roomId: RoomId, { before, limit }: HistoryQuery): Promise<Outcome<HistoryPage>> {
    return this.#options.lanes.run(roomId, async () =>
      accepted(await this.#pageBefore(roomId, { before, limit })),
    );
  }

  readReply({ roomId, messageId, offset }: ReadReplyInput): Promise<Outcome<ReplyRest>> {
    const { lanes, store } = this.#options;
    return lanes.run(roomId, async () => {
      const reply = await store.findMessage(roomId, messageId);
      if (reply?.kind !== 'reply') return refusals.messageNotFound();
      const text = utf8SliceFrom(reply.text, offset);
      // A client's offset may lie inside a character or past the end: the answer says where `text` is.
      return accepted({ messageId, offset: utf8Length(reply.text) - utf8Length(text), text });
    });
  }

  async heardTranscript({ roomId, messageId }: ReplyInput): Promise<Outcome<HeardTranscript>> {
    const transcript = await this.#options.store.findTranscript(roomId, messageId);
    return transcript === undefined ? refusals.messageNotFound() : accepted(transcript);
  }

  async #latest(roomId: RoomId): Promise<Extent> {
    const page = await this.#pageBefore(roomId, { before: undefined, limit: limits.pageSize });
    return { ...page, extent: 'latest' };
  }

  /** `undefined` when the client has missed too much, or knows what this history does not hold. */
  async #gap(roomId: RoomId, known: Known): Promise<Extent | undefined> {
    const { store, rooms, live } = this.#options;
    const room: Room | undefined = rooms.find(roomId);
    if (room === undefined || known.sequence > room.lastSequence) return undefined;

    const page = await store.listMessagesAfter(roomId, { after: known.sequence, limit: MAX_GAP });
    if (page.hasMore) return undefined;
    const unfinished = await Promise.all(
      known.unfinished.map((messageId) => store.findMessage(roomId, messageId)),
    );
    const refreshed = unfinished
      .filter((message) => message !== undefined)
      .filter(({ sequence }) => sequence <= known.sequence)
      .sort((a, b) => a.sequence - b.sequence);
    const messages = [...refreshed, ...page.messages].map((message) => live.overlay(message));
    return { messages, hasEarlier: known.sequence > 0, extent: 'gap' };
  }

  async #pageBefore(
    roomId: RoomId,
    page: { before: number | undefined; limit: number },
  ): Promise<{ messages: readonly Message[]; hasEarlier: boolean }> {
    const { store, live } = this.#options;
    const { messages, hasMore } = await store.listMessagesBefore(roomId, page);
    return { messages: messages.map((message) => live.overlay(message)), hasEarlier: hasMore };
  }
}
