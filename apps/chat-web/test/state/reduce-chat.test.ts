import type { MessageId } from '@parley/chat-protocol';
import { utf8Length } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import type { ChatAction } from '../../src/state/chat-action.ts';
import { INITIAL_CHAT } from '../../src/state/chat-state.ts';
import { knownOf } from '../../src/state/conversation.ts';
import { reduceChat } from '../../src/state/reduce-chat.ts';
import { ANA, LLAMA, MIKA } from '../support/fixtures.ts';
import {
  ROOM_ID,
  REPLY_ID,
  ROOM,
  message,
  reply,
  loaded,
  event,
  delta,
  ended,
  posted,
  after,
  conversation,
  textOf,
} from '../support/room-builders.ts';

const TEXT = 'Grüße an alle: 🦙 says hello.';

/** The deltas of a text, cut into pieces of these many characters. */
function deltasOf(text: string, size: number): ChatAction[] {
  const deltas: ChatAction[] = [];
  let before = '';
  const characters = Array.from(text);
  for (let start = 0; start < characters.length; start += size) {
    const piece = characters.slice(start, start + size).join('');
    deltas.push(delta(utf8Length(before), piece));
    before += piece;
  }
  return deltas;
}

const withReply = loaded({ messages: [message(1), reply(2)] });

describe('a growing reply', () => {
  it('shows the whole text after all deltas in order', () => {
    for (const size of [1, 2, 5, 100])
      expect(textOf(after(withReply, ...deltasOf(TEXT, size)))).toBe(TEXT);
  });

  it('shows each byte once however often deltas come', () => {
    const deltas = deltasOf(TEXT, 3);
    const doubled = deltas.flatMap((it) => [it, it]);
    expect(textOf(after(withReply, ...doubled, ...deltas))).toBe(TEXT);
  });

  it('never shows a wrong text, whatever the order of deltas', () => {
    const deltas = deltasOf(TEXT, 3);
    for (let seed = 1; seed <= 200; seed += 1) {
      const state = after(withReply, ...shuffled(deltas, seed));
      expect(TEXT.startsWith(textOf(state) ?? '')).toBe(true);
      const isWhole = textOf(state) === TEXT;
      expect(isWhole || conversation(state).rests.has(REPLY_ID)).toBe(true);
    }
  });

  it('wants the rest once when there is a gap, and applies it once', () => {
    const gap = after(withReply, delta(0, 'Hello'), delta(9, '!'), delta(10, '!'));
    expect(textOf(gap)).toBe('Hello');
    expect(conversation(gap).rests.get(REPLY_ID)).toEqual({ phase: 'wanted', neededBytes: 11 });

    const asked = reduceChat(gap, { type: 'rest-asked', roomId: ROOM_ID, messageId: REPLY_ID });
    const more = reduceChat(asked, delta(11, '?'));
    expect(conversation(more).rests.get(REPLY_ID)?.phase).toBe('asked');

    const rest = { messageId: REPLY_ID, offset: 5, text: ' you!!?' };
    const filled = reduceChat(more, { type: 'rest-read', roomId: ROOM_ID, rest });
    expect(textOf(filled)).toBe('Hello you!!?');
    expect(conversation(filled).rests.size).toBe(0);
    expect(textOf(reduceChat(filled, delta(11, '?')))).toBe('Hello you!!?');
  });

  it('asks again when the rest does not reach what came meanwhile', () => {
    const asked = after(withReply, delta(3, 'd'), {
      type: 'rest-asked',
      roomId: ROOM_ID,
      messageId: REPLY_ID,
    });
    const behind = [
      delta(6, 'g'),
      {
        type: 'rest-read',
        roomId: ROOM_ID,
        rest: { messageId: REPLY_ID, offset: 0, text: 'abcd' },
      } as const,
    ].reduce(reduceChat, asked);
    expect(textOf(behind)).toBe('abcd');
    expect(conversation(behind).rests.get(REPLY_ID)?.phase).toBe('wanted');
  });

  it('does not ask for ever when a rest brings nothing', () => {
    const nothing = { messageId: REPLY_ID, offset: 0, text: '' };
    const state = after(withReply, delta(3, 'd'), {
      type: 'rest-read',
      roomId: ROOM_ID,
      rest: nothing,
    });
    expect(conversation(state).rests.size).toBe(0);
  });

  it('wants the rest when it ended longer than it is known', () => {
    const state = after(withReply, delta(0, 'Hello'), ended(9));
    expect(conversation(state).rests.get(REPLY_ID)?.neededBytes).toBe(9);
    expect(conversation(after(withReply, delta(0, 'Hello'), ended(5))).rests.size).toBe(0);
  });

  it('wants the rest again later when it could not be asked for', () => {
    const gap = after(withReply, delta(3, 'd'), {
      type: 'rest-asked',
      roomId: ROOM_ID,
      messageId: REPLY_ID,
    });
    const notRead = { type: 'rest-not-read', roomId: ROOM_ID, messageId: REPLY_ID } as const;
    const later = reduceChat(gap, { ...notRead, isRetryable: true });
    expect(conversation(later).rests.get(REPLY_ID)?.phase).toBe('wanted');
    const never = reduceChat(gap, { ...notRead, isRetryable: false });
    expect(conversation(never).rests.size).toBe(0);
  });

  it('goes from reading to writing with its first text, and never back', () => {
    const progress = (done: number): ChatAction =>
      event({
        name: 'reply-progress',
        payload: { roomId: ROOM_ID, messageId: REPLY_ID, done, total: 10 },
      });
    const reading = after(withReply, progress(4), progress(2));
    expect(conversation(reading).messages.get(REPLY_ID)).toMatchObject({
      state: { phase: 'reading', done: 4, total: 10 },
    });
    const writing = [delta(0, 'H'), progress(9)].reduce(reduceChat, reading);
    expect(conversation(writing).messages.get(REPLY_ID)).toMatchObject({
      state: { phase: 'writing' },
    });
  });

  it('leaves the other messages and the order as they are', () => {
    const before = after(withReply);
    const grown = reduceChat(before, delta(0, 'Hello'));
    expect(conversation(grown).order).toBe(conversation(before).order);
    const id = 'm1' as MessageId;
    expect(conversation(grown).messages.get(id)).toBe(conversation(before).messages.get(id));
  });

  it('is ignored in a room that is not loaded', () => {
    expect(reduceChat(INITIAL_CHAT, delta(0, 'Hello'))).toBe(INITIAL_CHAT);
  });
});

describe('messages of a room', () => {
  it('stand by sequence, each once', () => {
    const state = after(
      loaded({ messages: [message(1)] }),
      ...[3, 2, 3].map((n) => posted(message(n))),
    );
    expect(conversation(state).order).toEqual(['m1', 'm2', 'm3']);
  });

  it('are kept when they came while the page was on its way', () => {
    const state = after(
      { type: 'room-loading', roomId: ROOM_ID },
      posted(message(3)),
      loaded({ messages: [message(1), message(2)] }),
    );
    expect(conversation(state).order).toEqual(['m1', 'm2', 'm3']);
  });

  it('are replaced by the newest page, and added to by a gap', () => {
    const first = after(loaded({ messages: [message(1), message(2)] }));
    const gap = reduceChat(first, loaded({ extent: 'gap', messages: [message(3)] }));
    expect(conversation(gap).order).toEqual(['m1', 'm2', 'm3']);
    const latest = reduceChat(
      first,
      loaded({ messages: [message(8), message(9)], hasEarlier: true }),
    );
    expect(conversation(latest).order).toEqual(['m8', 'm9']);
    expect(conversation(latest).hasEarlier).toBe(true);
  });

  it('come before the others when they are history', () => {
    const state = after(loaded({ messages: [message(3)], hasEarlier: true }), {
      type: 'earlier-loaded',
      roomId: ROOM_ID,
      page: { messages: [message(1), message(2)], hasEarlier: false },
    });
    expect(conversation(state).order).toEqual(['m1', 'm2', 'm3']);
    expect(conversation(state)).toMatchObject({ hasEarlier: false, earlier: 'idle' });
  });
});

describe('coming back', () => {
  it('makes every room stale when the connection is lost', () => {
    const state = after(withReply, {
      type: 'connection-changed',
      connection: { phase: 'waiting', attempt: 0, retryAt: 0 },
    });
    expect(conversation(state).load).toEqual({ phase: 'stale' });
    expect(conversation(state).order).toHaveLength(2);
  });

  it('tells what it knows up to the first hole, and the replies that had not ended', () => {
    const state = after(loaded({ messages: [message(4), reply(5), message(6), message(9)] }));
    expect(knownOf(conversation(state))).toEqual({ sequence: 6, unfinished: [REPLY_ID] });
    expect(knownOf(conversation(after(loaded({}))))).toBeUndefined();
  });

  it('tells of an ended reply too while a part of it is missing', () => {
    const state = after(withReply, delta(0, 'Hello'), ended(9));
    expect(knownOf(conversation(state))?.unfinished).toEqual([REPLY_ID]);
  });

  it('takes the newer of two views of a reply', () => {
    const grown = after(withReply, delta(0, 'Hello you'));
    const older = reply(2, { text: 'Hello', state: { phase: 'writing' } });
    expect(textOf(reduceChat(grown, loaded({ extent: 'gap', messages: [older] })))).toBe(
      'Hello you',
    );

    const outcome = { kind: 'complete' } as const;
    const end = reply(2, {
      text: 'Hello you all',
      state: { phase: 'ended', outcome, figures: null },
    });
    const finished = reduceChat(grown, loaded({ extent: 'gap', messages: [end] }));
    expect(textOf(finished)).toBe('Hello you all');
    const again = reduceChat(finished, loaded({ extent: 'gap', messages: [older] }));
    expect(conversation(again).messages.get(REPLY_ID)).toMatchObject({ state: { phase: 'ended' } });
  });
});

describe('the world outside the room', () => {
  it('is replaced by each welcome', () => {
    const turn = {
      id: 'turn',
      roomId: ROOM_ID,
      agentId: LLAMA.id,
      questionId: 'm1',
      askedBy: MIKA.id,
      queuedAt: 0,
      state: { phase: 'queued' },
    } as never;
    const welcome = { me: MIKA.id, members: [MIKA], rooms: [ROOM], turns: [turn], inviteUrl: 'u' };
    const state = after({ type: 'welcomed', welcome });
    expect(state.turns.get(ROOM_ID)).toEqual([turn]);
    const again = reduceChat(state, {
      type: 'welcomed',
      welcome: { ...welcome, turns: [], rooms: [] },
    });
    expect(again.turns.size + again.rooms.size).toBe(0);
  });

  it('follows members, rooms and turns', () => {
    const state = after(
      event({ name: 'member-changed', payload: { member: { ...ANA, isOnline: false } } }),
      event({ name: 'room-changed', payload: { room: { ...ROOM, name: 'renamed' } } }),
      event({ name: 'turns-changed', payload: { roomId: ROOM_ID, turns: [] } }),
    );
    expect(state.members.get(ANA.id)).toMatchObject({ isOnline: false });
    expect(state.rooms.get(ROOM_ID)?.name).toBe('renamed');
    expect(state.turns.get(ROOM_ID)).toEqual([]);
  });
});

/** The same order for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let value = seed;
  for (let index = result.length - 1; index > 0; index -= 1) {
    value = (value * 48_271) % 2_147_483_647;
    const other = value % (index + 1);
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}
