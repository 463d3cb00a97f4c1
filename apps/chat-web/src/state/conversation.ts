/** A conversation and the pure steps that change it. All are idempotent: what comes twice counts once. */

import { utf8Length } from '@parley/chat-protocol';
import type {
  Message,
  MessageId,
  ReplyEnd,
  ReplyMessage,
  ReplyProgress,
  ReplyRest,
  RoomView,
} from '@parley/chat-protocol';
import type { Conversation, MissingRest } from './chat-state.ts';
import { growText, mergeReply, pieceEnd } from './reply-text.ts';

/** Adds messages, or brings known ones up to date. */
export function withMessages(
  conversation: Conversation,
  incoming: readonly Message[],
): Conversation {
  if (incoming.length === 0) return conversation;
  const messages = new Map(conversation.messages);
  for (const message of incoming)
    messages.set(message.id, merged(messages.get(message.id), message));
  return { ...conversation, messages, order: orderOf(messages) };
}

/** Puts a server's view in: the newest page replaces, what filled a gap is added. */
export function withView(conversation: Conversation, view: RoomView): Conversation {
  const loaded = { ...conversation, load: { phase: 'loaded' } } as const;
  if (view.extent === 'gap') return withMessages(loaded, view.messages);

  // Known messages of the page are merged with it; newer ones came while it was on its way.
  const ids = new Set(view.messages.map((message) => message.id));
  const newest = view.messages.at(-1)?.sequence ?? 0;
  const kept = [...conversation.messages.values()].filter(
    (message) => ids.has(message.id) || message.sequence > newest,
  );
  const base: Conversation = {
    ...loaded,
    messages: new Map(kept.map((message) => [message.id, message])),
    hasEarlier: view.hasEarlier,
    earlier: 'idle',
    rests: new Map(),
  };
  return withMessages({ ...base, order: orderOf(base.messages) }, view.messages);
}

/** What `openRoom` is told that the client has; `undefined` before anything is loaded. */
export function knownOf(
  conversation: Conversation,
): { sequence: number; unfinished: MessageId[] } | undefined {
  if (conversation.order.length === 0) return undefined;
  const unfinished = [...conversation.messages.values()]
    .filter(
      (message) =>
        message.kind === 'reply' &&
        (message.state.phase !== 'ended' || conversation.rests.has(message.id)),
    )
    .map((message) => message.id);
  return { sequence: lastContiguous(conversation), unfinished: unfinished.slice(-64) };
}

/** The oldest message that is loaded. */
export function findOldest({ order, messages }: Conversation): Message | undefined {
  const id = order[0];
  return id === undefined ? undefined : messages.get(id);
}

/** The newest message that is loaded. */
export function findNewest({ order, messages }: Conversation): Message | undefined {
  const id = order.at(-1);
  return id === undefined ? undefined : messages.get(id);
}

/** Sequences have no gaps; after the first one, nothing can be sure to be complete. */
export function lastContiguous(conversation: Conversation): number {
  let last: number | undefined;
  for (const id of conversation.order) {
    const sequence = conversation.messages.get(id)?.sequence ?? 0;
    if (last !== undefined && sequence !== last + 1) break;
    last = sequence;
  }
  return last ?? 0;
}

/** Whether a message between those that are loaded has not come. */
export function hasGap(conversation: Conversation): boolean {
  return lastContiguous(conversation) < (findNewest(conversation)?.sequence ?? 0);
}

/** A delta and a rest are the same here: a piece of a reply at an offset. */
export function withDelta(conversation: Conversation, delta: ReplyRest): Conversation {
  const reply = findReply(conversation, delta.messageId);
  if (reply === undefined) return conversation;
  const growth = growText(reply.text, delta);
  switch (growth.kind) {
    case 'known':
      return conversation;
    case 'gap':
      return withRest(conversation, delta.messageId, pieceEnd(delta));
    case 'grown':
      return withReply(conversation, {
        ...reply,
        text: growth.text,
        state: reply.state.phase === 'reading' ? { phase: 'writing' } : reply.state,
      });
  }
}

export function withProgress(conversation: Conversation, progress: ReplyProgress): Conversation {
  const reply = findReply(conversation, progress.messageId);
  if (reply?.state.phase !== 'reading' || progress.done < reply.state.done) return conversation;
  const { done, total } = progress;
  return withReply(conversation, { ...reply, state: { phase: 'reading', done, total } });
}

export function withEnd(conversation: Conversation, end: ReplyEnd): Conversation {
  const reply = findReply(conversation, end.messageId);
  if (reply === undefined) return conversation;
  const { outcome, figures } = end;
  const ended = withReply(conversation, { ...reply, state: { phase: 'ended', outcome, figures } });
  return utf8Length(reply.text) < end.length ? withRest(ended, reply.id, end.length) : ended;
}

export function withRestAsked(conversation: Conversation, messageId: MessageId): Conversation {
  const rest = conversation.rests.get(messageId);
  return rest === undefined
    ? conversation
    : setRest(conversation, messageId, { ...rest, phase: 'asked' });
}

/** Applies a rest that was asked for; what came after the question is asked for next. */
export function withRestRead(conversation: Conversation, rest: ReplyRest): Conversation {
  const missing = conversation.rests.get(rest.messageId);
  const before = findReply(conversation, rest.messageId);
  const settled = setRest(conversation, rest.messageId, undefined);
  const grown = withDelta(settled, rest);
  const after = findReply(grown, rest.messageId);
  if (missing === undefined || before === undefined || after === undefined) return grown;

  const hasGrown = after.text !== before.text;
  const isBehind = utf8Length(after.text) < missing.neededBytes;
  return hasGrown && isBehind ? withRest(grown, rest.messageId, missing.neededBytes) : grown;
}

export function withRestNotRead(
  conversation: Conversation,
  messageId: MessageId,
  isRetryable: boolean,
): Conversation {
  const rest = conversation.rests.get(messageId);
  if (rest === undefined) return conversation;
  return setRest(conversation, messageId, isRetryable ? { ...rest, phase: 'wanted' } : undefined);
}

function withRest(conversation: Conversation, id: MessageId, neededBytes: number): Conversation {
  const rest = conversation.rests.get(id);
  if (rest !== undefined && rest.neededBytes >= neededBytes) return conversation;
  return setRest(conversation, id, { phase: rest?.phase ?? 'wanted', neededBytes });
}

function setRest(
  conversation: Conversation,
  id: MessageId,
  rest: MissingRest | undefined,
): Conversation {
  const rests = new Map(conversation.rests);
  if (rest === undefined) rests.delete(id);
  else rests.set(id, rest);
  return { ...conversation, rests };
}

function findReply(conversation: Conversation, id: MessageId): ReplyMessage | undefined {
  const message = conversation.messages.get(id);
  return message?.kind === 'reply' ? message : undefined;
}

function withReply(conversation: Conversation, reply: ReplyMessage): Conversation {
  return { ...conversation, messages: new Map(conversation.messages).set(reply.id, reply) };
}

function merged(known: Message | undefined, incoming: Message): Message {
  if (known?.kind !== 'reply' || incoming.kind !== 'reply') return incoming;
  return mergeReply(known, incoming);
}

function orderOf(messages: ReadonlyMap<MessageId, Message>): MessageId[] {
  return [...messages.values()].sort((a, b) => a.sequence - b.sequence).map(({ id }) => id);
}
