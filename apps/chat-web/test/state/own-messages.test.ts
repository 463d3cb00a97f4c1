import type { ClientMessageId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import type { ChatAction } from '../../src/state/chat-action.ts';
import type { OutgoingMessage } from '../../src/state/chat-state.ts';
import { reduceChat } from '../../src/state/reduce-chat.ts';
import { MIKA } from '../support/fixtures.ts';
import { ROOM_ID, message, loaded, posted, after, conversation } from '../support/room-builders.ts';

describe('own messages', () => {
  const outgoing: OutgoingMessage = {
    kind: 'outgoing',
    clientMessageId: 'mine' as ClientMessageId,
    roomId: ROOM_ID,
    text: 'Hello',
    replyTo: null,
    createdAt: 1,
    delivery: { phase: 'waiting' },
  };
  const confirmed = message(2, { authorId: MIKA.id, clientMessageId: outgoing.clientMessageId });
  const queued: ChatAction = { type: 'message-queued', message: outgoing };
  const { clientMessageId } = outgoing;

  it.each<[string, ChatAction[]]>([
    ['the answer', [{ type: 'message-confirmed', message: confirmed }]],
    ['the event', [posted(confirmed)]],
    [
      'both, the event first',
      [posted(confirmed), { type: 'message-confirmed', message: confirmed }],
    ],
    [
      'both, the answer first',
      [{ type: 'message-confirmed', message: confirmed }, posted(confirmed)],
    ],
    ['the page after a reconnect', [loaded({ extent: 'gap', messages: [confirmed] })]],
  ])('are confirmed once, by %s', (_, actions) => {
    const state = after(loaded({ messages: [message(1)] }), queued, ...actions);
    expect(state.outgoing).toEqual([]);
    expect(conversation(state).order).toEqual(['m1', 'm2']);
  });

  it('fail with a reason, wait again on retry, and go when they are deleted', () => {
    const failed = after(queued, { type: 'message-failed', clientMessageId, reason: 'Too fast.' });
    expect(failed.outgoing[0]?.delivery).toEqual({ phase: 'failed', reason: 'Too fast.' });
    const waiting = reduceChat(failed, { type: 'message-waiting', clientMessageId });
    expect(waiting.outgoing[0]?.delivery).toEqual({ phase: 'waiting' });
    expect(reduceChat(waiting, { type: 'message-discarded', clientMessageId }).outgoing).toEqual(
      [],
    );
  });

  it('keep their order while they are sent', () => {
    const second = { ...outgoing, clientMessageId: 'second' as ClientMessageId };
    const state = after(
      queued,
      { type: 'message-queued', message: second },
      { type: 'message-sending', clientMessageId },
      { type: 'message-waiting', clientMessageId },
    );
    expect(state.outgoing.map((it) => it.clientMessageId)).toEqual(['mine', 'second']);
  });
});
