/** Rows of messages and replies, and the messages they stand for. */

import type {
  HeardTranscript,
  Message,
  PersonMessage,
  ReplyFigures,
  ReplyMessage,
  ReplyOutcome,
  ReplyState,
} from '@parley/chat-protocol';
import type { Selectable } from 'kysely';
import type { UtterancesView } from './history-tables.ts';

export type MessageRow = Selectable<UtterancesView>;

export function toMessage(row: MessageRow): Message {
  return row.turnId === null ? toPersonMessage(row) : toReplyMessage(row);
}

export function toPersonMessage(row: MessageRow): PersonMessage {
  return {
    kind: 'message',
    ...utteranceOf(row),
    clientMessageId: present(row.clientMessageId),
    replyTo: row.replyTo,
  };
}

export function toReplyMessage(row: MessageRow): ReplyMessage {
  return {
    kind: 'reply',
    ...utteranceOf(row),
    turnId: present(row.turnId),
    questionId: present(row.questionId),
    askedBy: present(row.askedBy),
    heardCount: present(row.heardCount),
    state: stateOf(row),
    supersedes: row.supersedes,
  };
}

export function parseTranscript(json: string): HeardTranscript {
  return JSON.parse(json) as HeardTranscript;
}

/**
 * The text as SQLite gives it back, of the same length in bytes: libsql ends a text at its first NUL, so
 * that a space stands for it. Lone surrogates become U+FFFD, which has the three bytes they are counted as.
 */
export function storableText(text: string): string {
  return text.replaceAll('\0', ' ');
}

function utteranceOf(row: MessageRow) {
  const { id, roomId, sequence, authorId, sentAt, text } = row;
  return { id, roomId, sequence, authorId, sentAt, text };
}

function stateOf(row: MessageRow): ReplyState {
  if (row.outcome === null)
    return row.text === '' ? { phase: 'reading', done: 0, total: 0 } : { phase: 'writing' };
  return {
    phase: 'ended',
    outcome: JSON.parse(row.outcome) as ReplyOutcome,
    figures: row.figures === null ? null : (JSON.parse(row.figures) as ReplyFigures),
  };
}

/** What a row of this kind always has: the join gives it the type of either kind. */
function present<T>(value: T | null): T {
  if (value === null) throw new TypeError('a message lacks a column of its kind');
  return value;
}
