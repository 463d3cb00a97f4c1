/** Posting a message: refused with nothing written, or committed together with the turns it asks for. */

import type {
  MemberId,
  Message,
  Outcome,
  PersonMessage,
  PostMessageInput,
  RoomId,
} from '@parley/chat-protocol';
import type { AgentRoster } from '../agents/agent-roster.ts';
import type { Announcer } from '../announcer.ts';
import type { HistoryStore, NewMessage, NewTurn } from '../history-store.ts';
import { newMessageId, newTurnId } from '../new-ids.ts';
import { accepted, refusals, refused } from '../outcomes.ts';
import type { People } from '../people/people.ts';
import type { PresenceNews } from '../people/presence-news.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { RoomLanes } from '../room-lanes.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { storableText } from '../storable-text.ts';
import { queuedTurn } from '../turns/turn-board.ts';
import type { TurnBoard } from '../turns/turn-board.ts';
import { queueRefusal } from '../turns/turn-queue-limit.ts';
import type { TurnScheduler } from '../turns/turn-scheduler.ts';
import { calledAgents } from './addressing.ts';
import type { RecentPosts } from './recent-posts.ts';

export interface PostingOptions {
  readonly store: Pick<HistoryStore, 'appendMessage' | 'findMessage'>;
  readonly people: People;
  readonly roster: AgentRoster;
  readonly rooms: Rooms;
  readonly board: TurnBoard;
  readonly scheduler: TurnScheduler;
  readonly announcer: Announcer;
  readonly news: PresenceNews;
  readonly lanes: RoomLanes;
  readonly rateLimits: RateLimits;
  readonly recent: RecentPosts;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly maxQueuedTurns: number;
}

export class Posting {
  readonly #options: PostingOptions;

  constructor(options: PostingOptions) {
    this.#options = options;
  }

  /** Resolves once the message is committed and published; the model is never waited for. */
  async postMessage(memberId: MemberId, input: PostMessageInput): Promise<Outcome<PersonMessage>> {
    const { lanes, recent, scheduler } = this.#options;
    const outcome = await lanes.run(input.roomId, async () => {
      const repeated = recent.find(memberId, input.clientMessageId);
      if (repeated !== undefined) return postedIn(input.roomId, repeated);
      return this.#post(memberId, input);
    });
    scheduler.wake();
    return outcome;
  }

  async #post(memberId: MemberId, input: PostMessageInput): Promise<Outcome<PersonMessage>> {
    const { store, rooms, board, rateLimits, maxQueuedTurns } = this.#options;
    const { roomId, replyTo } = input;
    // Asked again in the lane, because the member may have left while the message waited in it.
    if (!rooms.isMember(roomId, memberId)) return refusals.notAMember();
    const answered = replyTo === null ? undefined : await store.findMessage(roomId, replyTo);
    if (replyTo !== null && answered === undefined) return refusals.messageNotFound();

    const message = this.#newMessage(memberId, input);
    const turns = this.#turnsFor(message, answered);
    const refusal =
      (turns.length > 0
        ? queueRefusal(board.queuedIn(roomId).length + turns.length, maxQueuedTurns)
        : undefined) ?? rateLimits.take(memberId, { messages: 1, calls: turns.length });
    if (refusal !== undefined) return refusal;

    return postedIn(roomId, await this.#append(message, turns));
  }

  async #append(newMessage: NewMessage, turns: readonly NewTurn[]): Promise<PersonMessage> {
    const { store, rooms, recent, board, announcer, news } = this.#options;
    const { kind, message } = await store.appendMessage(newMessage, turns);
    recent.add(message);
    if (kind === 'repeated') return message;

    const { roomId } = message;
    rooms.advance(roomId, message.sequence);
    for (const turn of turns) board.add(queuedTurn(turn));
    news.speaks(message.authorId);
    announcer.messagePosted(message, turns.length > 0 ? board.ofRoom(roomId) : undefined);
    return message;
  }

  #newMessage(authorId: MemberId, input: PostMessageInput): NewMessage {
    const { clock, ids } = this.#options;
    const { roomId, clientMessageId, replyTo } = input;
    return {
      id: newMessageId(ids),
      roomId,
      authorId,
      clientMessageId,
      sentAt: clock.now(),
      text: storableText(input.text),
      replyTo,
    };
  }

  #turnsFor(message: NewMessage, answered: Message | undefined): NewTurn[] {
    const { people, roster, rooms, clock, ids } = this.#options;
    const agents = roster.all().filter((agent) => rooms.isMember(message.roomId, agent.memberId));
    const called = calledAgents(
      { text: message.text, repliesTo: answered?.authorId },
      { agents, peopleNames: people.all().map(({ name }) => name) },
    );
    return called.map((agent) => ({
      id: newTurnId(ids),
      roomId: message.roomId,
      agentId: agent.memberId,
      questionId: message.id,
      askedBy: message.authorId,
      queuedAt: clock.now(),
      supersedes: null,
    }));
  }
}

/** An id drawn twice must not pass off a message of one room as posted in another. */
function postedIn(roomId: RoomId, message: PersonMessage): Outcome<PersonMessage> {
  if (message.roomId === roomId) return accepted(message);
  return refused('invalid-input', 'The id of this message is that of one in another room.');
}
