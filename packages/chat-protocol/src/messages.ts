/** What stands in a room's history: people's messages and agents' replies, in one sequence. */

import type { ClientMessageId, MemberId, MessageId, RoomId, TurnId } from './ids.ts';

interface Utterance {
  readonly id: MessageId;
  readonly roomId: RoomId;
  /** Position in the room, from 1, without gaps. */
  readonly sequence: number;
  readonly authorId: MemberId;
  /** Epoch ms, by the server's clock. */
  readonly sentAt: number;
  readonly text: string;
}

export interface PersonMessage extends Utterance {
  readonly kind: 'message';
  readonly clientMessageId: ClientMessageId;
  /** The message that this one replies to. */
  readonly replyTo: MessageId | null;
}

/** An agent's reply. Its text grows; offsets into it count bytes of UTF-8. */
export interface ReplyMessage extends Utterance {
  readonly kind: 'reply';
  readonly turnId: TurnId;
  /** The message it answers, and who wrote that. */
  readonly questionId: MessageId;
  readonly askedBy: MemberId;
  /** How many messages of the room the agent was given, the question among them. */
  readonly heardCount: number;
  readonly state: ReplyState;
  /** The earlier answer to the same question that this one replaces. */
  readonly supersedes: MessageId | null;
}

export type Message = PersonMessage | ReplyMessage;

export type ReplyState =
  | { readonly phase: 'reading'; readonly done: number; readonly total: number }
  | { readonly phase: 'writing' }
  | {
      readonly phase: 'ended';
      readonly outcome: ReplyOutcome;
      readonly figures: ReplyFigures | null;
    };

export type ReplyOutcome =
  | { readonly kind: 'complete' }
  /** It reached the limit of tokens for one reply. */
  | { readonly kind: 'cut-at-limit' }
  | { readonly kind: 'stopped'; readonly by: MemberId }
  /** `reason` is a sentence for the room. */
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
  /** The server went down while it was being written. */
  | { readonly kind: 'interrupted' };

export interface ReplyFigures {
  readonly model: string;
  readonly replyTokens: number;
  readonly tokensPerSecond: number;
  readonly firstTextMs: number;
}

/** A place in the room's queue for an agent. */
export interface Turn {
  readonly id: TurnId;
  readonly roomId: RoomId;
  readonly agentId: MemberId;
  readonly questionId: MessageId;
  readonly askedBy: MemberId;
  /** Epoch ms. */
  readonly queuedAt: number;
  readonly state:
    { readonly phase: 'queued' } | { readonly phase: 'running'; readonly replyId: MessageId };
}
