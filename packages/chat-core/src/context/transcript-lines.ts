/** Which messages of a room an agent hears, and as whose words. Pure. */

import type { MemberId, Message, MessageId, ReplyMessage } from '@parley/chat-protocol';
import type { TranscriptLine } from '@parley/llm';

const UNFINISHED_MARK = ' …';
const UNKNOWN_SPEAKER = 'Somebody';

/** A line of the transcript and the message it renders. */
export interface HeardMessage {
  readonly messageId: MessageId;
  readonly sequence: number;
  readonly line: TranscriptLine;
}

export interface Listener {
  readonly agentId: MemberId;
  readonly questionId: MessageId;
  /** The reply that the coming one replaces. */
  readonly supersedes: MessageId | null;
  readonly nameOf: (memberId: MemberId) => string | undefined;
}

/** Replies that another one has replaced, or is about to. */
export function supersededReplies(
  messages: readonly Message[],
  listener: Pick<Listener, 'supersedes'>,
): ReadonlySet<MessageId> {
  const replaced = messages.map((message) =>
    message.kind === 'reply' ? message.supersedes : null,
  );
  return new Set([...replaced, listener.supersedes].filter((id) => id !== null));
}

/** The line of a message, or `undefined` when the agent does not hear it. */
export function heardMessage(
  message: Message,
  listener: Listener,
  superseded: ReadonlySet<MessageId>,
): HeardMessage | undefined {
  if (message.id === listener.questionId || superseded.has(message.id)) return undefined;
  const text = message.kind === 'reply' ? saidText(message) : message.text;
  if (text === '') return undefined;

  const line: TranscriptLine =
    message.authorId === listener.agentId
      ? { by: 'self', text }
      : { by: 'person', name: listener.nameOf(message.authorId) ?? UNKNOWN_SPEAKER, text };
  return { messageId: message.id, sequence: message.sequence, line };
}

/** What a reply says to those who hear it later; empty when it never came to words. */
function saidText({ state, text }: ReplyMessage): string {
  if (state.phase !== 'ended' || text.trim() === '') return '';
  return state.outcome.kind === 'complete' ? text : text + UNFINISHED_MARK;
}
