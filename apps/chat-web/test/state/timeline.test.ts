import type { ClientMessageId, MemberId, Message, MessageId, RoomId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { EMPTY_CONVERSATION } from '../../src/state/chat-state.ts';
import type { OutgoingMessage } from '../../src/state/chat-state.ts';
import { withMessages } from '../../src/state/conversation.ts';
import { buildTimeline } from '../../src/state/timeline.ts';
import type { TimelineRow } from '../../src/state/timeline.ts';
import { ANA, BO, FIRST_TIME, LLAMA, MIKA } from '../support/fixtures.ts';

const MINUTE = 60_000;

function said(sequence: number, authorId: MemberId, sentAt: number): Message {
  return {
    kind: 'message',
    id: `m${sequence}` as MessageId,
    clientMessageId: `c${sequence}` as ClientMessageId,
    roomId: 'room' as RoomId,
    sequence,
    authorId,
    sentAt,
    text: 'text',
    replyTo: null,
  };
}

function answered(sequence: number, supersedes: MessageId | null): Message {
  return {
    kind: 'reply',
    id: `m${sequence}` as MessageId,
    roomId: 'room' as RoomId,
    sequence,
    authorId: LLAMA.id,
    sentAt: FIRST_TIME,
    text: 'text',
    turnId: 't' as never,
    questionId: 'm1' as MessageId,
    askedBy: MIKA.id,
    heardCount: 1,
    state: { phase: 'writing' },
    supersedes,
  };
}

function rowsOf(messages: Message[], outgoing: OutgoingMessage[] = []): TimelineRow[] {
  const conversation = withMessages(EMPTY_CONVERSATION, messages);
  return buildTimeline({ conversation, outgoing, me: MIKA.id });
}

describe('buildTimeline', () => {
  it('groups messages of one author within a few minutes', () => {
    const rows = rowsOf([
      said(1, ANA.id, FIRST_TIME),
      said(2, ANA.id, FIRST_TIME + MINUTE),
      said(3, ANA.id, FIRST_TIME + 10 * MINUTE),
      said(4, BO.id, FIRST_TIME + 10 * MINUTE),
    ]);
    const continued = rows.map((row) => row.kind === 'confirmed' && row.isContinued);
    expect(continued).toEqual([false, false, true, false, false]);
  });

  it('begins each day with a row of its own', () => {
    const rows = rowsOf([
      said(1, ANA.id, FIRST_TIME),
      said(2, ANA.id, FIRST_TIME + 24 * 60 * MINUTE),
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'confirmed', 'day', 'confirmed']);
  });

  it('puts own messages at the end and keeps their key when they are confirmed', () => {
    const own: OutgoingMessage = {
      kind: 'outgoing',
      clientMessageId: 'c2' as ClientMessageId,
      roomId: 'room' as RoomId,
      text: 'text',
      replyTo: null,
      createdAt: FIRST_TIME,
      delivery: { phase: 'sending' },
    };
    const before = rowsOf([said(1, ANA.id, FIRST_TIME)], [own]).at(-1);
    const after = rowsOf([said(1, ANA.id, FIRST_TIME), said(2, MIKA.id, FIRST_TIME)]).at(-1);
    expect(before?.kind).toBe('outgoing');
    expect(after?.kind).toBe('confirmed');
    expect(after?.key).toBe(before?.key);
  });

  it('marks an answer that a later one replaced', () => {
    const rows = rowsOf([answered(1, null), answered(2, 'm1' as MessageId)]);
    expect(rows.map((row) => row.kind === 'confirmed' && row.isSuperseded)).toEqual([
      false,
      true,
      false,
    ]);
  });
});
