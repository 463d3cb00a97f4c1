/** Own messages on their way: a list in the order of sending. */

import type { ClientMessageId, Message } from '@parley/chat-protocol';
import type { OutgoingAction } from './chat-action.ts';
import type { Delivery, OutgoingMessage } from './chat-state.ts';

export function reduceOutgoing(
  outgoing: readonly OutgoingMessage[],
  action: OutgoingAction,
): readonly OutgoingMessage[] {
  switch (action.type) {
    case 'message-queued':
      return [...without(outgoing, action.message.clientMessageId), action.message];
    case 'message-sending':
      return withDelivery(outgoing, action.clientMessageId, { phase: 'sending' });
    case 'message-waiting':
      return withDelivery(outgoing, action.clientMessageId, { phase: 'waiting' });
    case 'message-failed':
      return withDelivery(outgoing, action.clientMessageId, {
        phase: 'failed',
        reason: action.reason,
      });
    case 'message-confirmed':
      return without(outgoing, action.message.clientMessageId);
    case 'message-discarded':
      return without(outgoing, action.clientMessageId);
  }
}

/** Drops those that a server's view shows as arrived. */
export function withoutArrived(
  outgoing: readonly OutgoingMessage[],
  messages: readonly Message[],
): readonly OutgoingMessage[] {
  const arrived = new Set(
    messages.map((message) => (message.kind === 'message' ? message.clientMessageId : undefined)),
  );
  const left = outgoing.filter((message) => !arrived.has(message.clientMessageId));
  return left.length === outgoing.length ? outgoing : left;
}

function without(outgoing: readonly OutgoingMessage[], id: ClientMessageId): OutgoingMessage[] {
  return outgoing.filter((message) => message.clientMessageId !== id);
}

function withDelivery(
  outgoing: readonly OutgoingMessage[],
  id: ClientMessageId,
  delivery: Delivery,
): OutgoingMessage[] {
  return outgoing.map((message) =>
    message.clientMessageId === id ? { ...message, delivery } : message,
  );
}
