/** The rows of a conversation: days, messages grouped by author, own messages still on their way. */

import type { MemberId, Message, MessageId } from '@parley/chat-protocol';
import type { Conversation, OutgoingMessage } from './chat-state.ts';

/** Messages of one author within this time stand under one name. */
const GROUP_MS = 5 * 60_000;

export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'confirmed';
      readonly key: string;
      readonly messageId: MessageId;
      /** Whether it stands under the name of the row before. */
      readonly isContinued: boolean;
      /** Whether a later answer to the same question took its place. */
      readonly isSuperseded: boolean;
    }
  | {
      readonly kind: 'outgoing';
      readonly key: string;
      readonly message: OutgoingMessage;
      readonly isContinued: boolean;
    };

export interface TimelineInput {
  readonly conversation: Conversation;
  readonly outgoing: readonly OutgoingMessage[];
  readonly me: MemberId | null;
}

/** Own messages keep their key when they are confirmed, so that their element stays. */
export function buildTimeline({ conversation, outgoing, me }: TimelineInput): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const superseded = supersededIds(conversation);
  let before: Placed | undefined;

  for (const id of conversation.order) {
    const message = conversation.messages.get(id);
    if (message === undefined) continue;
    before = startDay(rows, before, message.sentAt);
    rows.push({
      kind: 'confirmed',
      key: message.kind === 'message' ? message.clientMessageId : message.id,
      messageId: id,
      isContinued: continues(before, message.authorId, message) && message.kind === 'message',
      isSuperseded: superseded.has(id),
    });
    before = placed(message);
  }
  for (const message of outgoing) {
    before = startDay(rows, before, message.createdAt);
    const isContinued = continues(before, me, { sentAt: message.createdAt, ...message });
    rows.push({ kind: 'outgoing', key: message.clientMessageId, message, isContinued });
    before = { authorId: me, sentAt: message.createdAt };
  }
  return rows;
}

interface Placed {
  readonly authorId: MemberId | null;
  readonly sentAt: number;
}

function placed(message: Message): Placed {
  // Nothing continues a reply: what stands under it (controls, figures) would come between.
  return { authorId: message.kind === 'reply' ? null : message.authorId, sentAt: message.sentAt };
}

function continues(
  before: Placed | undefined,
  authorId: MemberId | null,
  message: { readonly sentAt: number; readonly replyTo?: MessageId | null },
): boolean {
  if (before === undefined || authorId === null || before.authorId !== authorId) return false;
  const isQuoting = message.replyTo !== undefined && message.replyTo !== null;
  return !isQuoting && message.sentAt - before.sentAt < GROUP_MS;
}

function startDay(
  rows: TimelineRow[],
  before: Placed | undefined,
  sentAt: number,
): Placed | undefined {
  if (before !== undefined && dayOf(before.sentAt) === dayOf(sentAt)) return before;
  rows.push({ kind: 'day', key: `day-${dayOf(sentAt)}-${rows.length}`, at: sentAt });
  return undefined;
}

function dayOf(at: number): string {
  return new Date(at).toDateString();
}

function supersededIds(conversation: Conversation): Set<MessageId> {
  const ids = new Set<MessageId>();
  for (const message of conversation.messages.values())
    if (message.kind === 'reply' && message.supersedes !== null) ids.add(message.supersedes);
  return ids;
}
