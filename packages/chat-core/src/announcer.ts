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

export class Announcer {
  readonly #options: AnnouncerOptions;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  memberChanged(member: Member): void {
    this.#publish({ to: 'everybody' }, { name: 'member-changed', payload: { member } });
  }

  roomChanged(room: Room): void {
    this.#publish({ to: 'everybody' }, { name: 'room-changed', payload: { room } });
  }

  messagePosted(message: PersonMessage): void {
    this.#publish(inRoom(message.roomId), { name: 'message-posted', payload: { message } });
  }

  turnsChanged(roomId: RoomId, turns: readonly Turn[]): void {
    this.#publish(inRoom(roomId), { name: 'turns-changed', payload: { roomId, turns } });
  }

  replyStarted(message: ReplyMessage): void {
    this.#publish(inRoom(message.roomId), { name: 'reply-started', payload: { message } });
  }

  replyProgress(progress: ReplyProgress): void {
    this.#publish(inRoom(progress.roomId), { name: 'reply-progress', payload: progress });
  }

  replyDelta(delta: ReplyDelta): void {
    this.#publish(inRoom(delta.roomId), { name: 'reply-delta', payload: delta });
  }

  replyEnded(end: ReplyEnd): void {
    this.#publish(inRoom(end.roomId), { name: 'reply-ended', payload: end });
  }

  // What is committed stays committed: a publisher that throws must not turn an accepted message
  // into a refused one. Clients that missed the event catch up when they next open the room.
  #publish(audience: ChatAudience, event: ChatEvent): void {
    try {
      this.#options.publisher.publish(audience, event);
    } catch (error) {
      this.#options.logger.error({ error, event: event.name }, 'an event could not be published');
    }
  }
}

function inRoom(roomId: RoomId): ChatAudience {
  return { to: 'room', roomId };
}
