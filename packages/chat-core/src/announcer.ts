/** Publishing: which event goes to whom. Called after the commit, and never throws. */

import type {
  ChatEvent,
  Member,
  PersonMessage,
  ReplyDelta,
  ReplyEnd,
  ReplyMessage,
  ReplyProgress,
  Room,
  RoomId,
  Turn,
} from '@parley/chat-protocol';
import type { ChatAudience, ChatLogger, ChatPublisher } from './ports.ts';

export interface AnnouncerOptions {
  readonly publisher: ChatPublisher;
  readonly logger: ChatLogger;
}

/** How a reply ends: what was left of its text, its end, and the queue without it. */
export interface AnnouncedEnd {
  readonly rest: readonly ReplyDelta[];
  readonly end: ReplyEnd;
  readonly turns: readonly Turn[];
}

export class Announcer {
  readonly #options: AnnouncerOptions;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  memberChanged(member: Member): void {
    this.membersChanged([member]);
  }

  membersChanged(members: readonly Member[]): void {
    const events = members.map((member): ChatEvent => ({
      name: 'member-changed',
      payload: { member },
    }));
    this.#publish({ to: 'everybody' }, events);
  }

  roomChanged(room: Room): void {
    this.#publish({ to: 'everybody' }, [{ name: 'room-changed', payload: { room } }]);
  }

  /** `turns`: the room's, where the message asks for some. */
  messagePosted(message: PersonMessage, turns: readonly Turn[] | undefined): void {
    const { roomId } = message;
    const posted: ChatEvent = { name: 'message-posted', payload: { message } };
    const changed = turns === undefined ? [] : [turnsChanged(roomId, turns)];
    this.#publish(inRoom(roomId), [posted, ...changed]);
  }

  turnsChanged(roomId: RoomId, turns: readonly Turn[]): void {
    this.#publish(inRoom(roomId), [turnsChanged(roomId, turns)]);
  }

  replyStarted(message: ReplyMessage, turns: readonly Turn[]): void {
    const { roomId } = message;
    this.#publish(inRoom(roomId), [
      { name: 'reply-started', payload: { message } },
      turnsChanged(roomId, turns),
    ]);
  }

  replyProgress(progress: ReplyProgress): void {
    this.#publish(inRoom(progress.roomId), [{ name: 'reply-progress', payload: progress }]);
  }

  replyDelta(delta: ReplyDelta): void {
    this.#publish(inRoom(delta.roomId), [{ name: 'reply-delta', payload: delta }]);
  }

  replyEnded({ rest, end, turns }: AnnouncedEnd): void {
    this.#publish(inRoom(end.roomId), [
      ...rest.map((delta): ChatEvent => ({ name: 'reply-delta', payload: delta })),
      { name: 'reply-ended', payload: end },
      turnsChanged(end.roomId, turns),
    ]);
  }

  // What is committed stays committed: a publisher that throws must not turn an accepted message
  // into a refused one. Clients that missed the event catch up when they next open the room.
  #publish(audience: ChatAudience, events: readonly ChatEvent[]): void {
    try {
      this.#options.publisher.publish(audience, events);
    } catch (error) {
      const names = events.map(({ name }) => name);
      this.#options.logger.error({ error, events: names }, 'events could not be published');
    }
  }
}

function turnsChanged(roomId: RoomId, turns: readonly Turn[]): ChatEvent {
  return { name: 'turns-changed', payload: { roomId, turns } };
}

function inRoom(roomId: RoomId): ChatAudience {
  return { to: 'room', roomId };
}
