/** Part of the contract of the history port: messages and pages of them. */

import type { ClientMessageId, MessageId, RoomId } from '@parley/chat-protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CurrentStore } from './history-store-fixtures.ts';
import {
  addRooms,
  allMessages,
  bob,
  expectFailure,
  latest,
  newMessage,
  newTurn,
  otherRoom,
  room,
} from './history-store-fixtures.ts';

export function describeMessages(store: CurrentStore): void {
  describe('messages', () => {
    beforeEach(() => addRooms(store()));

    it('gives each room its own sequence, from 1', async () => {
      const first = await store().appendMessage(newMessage('a'), []);
      const second = await store().appendMessage(newMessage('b'), []);
      const elsewhere = await store().appendMessage(newMessage('c', { roomId: otherRoom }), []);
      expect(first).toEqual({
        kind: 'appended',
        message: { kind: 'message', sequence: 1, ...newMessage('a') },
      });
      expect(second.message.sequence).toBe(2);
      expect(elsewhere.message.sequence).toBe(1);
      expect(await store().listRooms()).toMatchObject([{ lastSequence: 2 }, { lastSequence: 1 }]);
    });

    it('numbers messages sent at the same time in the order of the calls, without a gap', async () => {
      const sent = await Promise.all(
        Array.from({ length: 40 }, (_, i) => store().appendMessage(newMessage(`m${i}`), [])),
      );
      const sequences = sent.map(({ message }) => message.sequence);
      expect(sequences).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    });

    it('returns the stored message to an author who repeats a client id, and asks for no turn', async () => {
      const first = await store().appendMessage(newMessage('a'), []);
      await store().appendMessage(newMessage('b'), []);
      const again = { ...newMessage('c'), clientMessageId: newMessage('a').clientMessageId };
      const repeated = await store().appendMessage(again, [newTurn('t1', again.id)]);
      expect(repeated).toEqual({ kind: 'repeated', message: first.message });
      expect(await store().listOpenTurns()).toEqual([]);
      expect((await store().appendMessage(newMessage('d'), [])).message.sequence).toBe(3);
    });

    it('stores one message when the same client id is sent twice at the same time', async () => {
      const again = { ...newMessage('b'), clientMessageId: newMessage('a').clientMessageId };
      const sent = await Promise.all([
        store().appendMessage(newMessage('a'), []),
        store().appendMessage(again, []),
      ]);
      expect(sent.map(({ kind }) => kind).toSorted()).toEqual(['appended', 'repeated']);
      expect(sent[0].message).toEqual(sent[1].message);
      expect(await allMessages(store(), room)).toHaveLength(1);
    });

    it('takes the same client id of two authors as two messages', async () => {
      const { clientMessageId } = newMessage('a');
      await store().appendMessage(newMessage('a'), []);
      const second = newMessage('b', { authorId: bob, clientMessageId });
      expect(await store().appendMessage(second, [])).toMatchObject({ kind: 'appended' });
    });

    it('keeps any text, and what it replies to', async () => {
      const text = '  “héllo” 👩‍👩‍👧 \n\t{"a":[1]} 日本語 \u202e %s \' " ; -- ';
      await store().appendMessage(newMessage('a', { text }), []);
      const answer = newMessage('b', { replyTo: newMessage('a').id });
      await store().appendMessage(answer, []);
      expect(await store().findMessage(room, newMessage('a').id)).toMatchObject({ text });
      expect(await store().findMessage(room, answer.id)).toMatchObject({
        replyTo: newMessage('a').id,
      });
    });

    it('acknowledges a message as it will be read, also with text that no database keeps', async () => {
      const { message } = await store().appendMessage(newMessage('a', { text: 'a\0b\ud800' }), []);
      expect(message.text).toHaveLength(4);
      expect(await store().findMessage(room, message.id)).toEqual(message);
    });

    it('finds a message only in its room', async () => {
      await store().appendMessage(newMessage('a'), []);
      expect(await store().findMessage(otherRoom, newMessage('a').id)).toBeUndefined();
      expect(await store().findMessage(room, 'nothing' as MessageId)).toBeUndefined();
    });

    it('fails in a room that is not there, and with an id that is taken, leaving no gap', async () => {
      await store().appendMessage(newMessage('a'), []);
      await expectFailure(store().appendMessage(newMessage('b', { roomId: 'no' as RoomId }), []));
      const sameId = newMessage('a', { clientMessageId: 'other' as ClientMessageId });
      await expectFailure(store().appendMessage(sameId, []));
      expect((await store().appendMessage(newMessage('b'), [])).message.sequence).toBe(2);
    });
  });
}

export function describePages(store: CurrentStore): void {
  describe('pages', () => {
    beforeEach(async () => {
      await addRooms(store());
      for (let i = 1; i <= 5; i += 1) await store().appendMessage(newMessage(`${i}`), []);
      await store().appendMessage(newMessage('elsewhere', { roomId: otherRoom }), []);
    });

    it.each([
      { before: undefined, limit: 2, sequences: [4, 5], hasMore: true },
      { before: 4, limit: 2, sequences: [2, 3], hasMore: true },
      { before: 3, limit: 2, sequences: [1, 2], hasMore: false },
      { before: undefined, limit: 5, sequences: [1, 2, 3, 4, 5], hasMore: false },
      { before: 1, limit: 5, sequences: [], hasMore: false },
    ])('gives $limit before $before', async ({ before, limit, sequences, hasMore }) => {
      const page = await store().listMessagesBefore(room, { before, limit });
      expect(page.messages.map(({ sequence }) => sequence)).toEqual(sequences);
      expect(page.hasMore).toBe(hasMore);
    });

    it.each([
      { after: 0, limit: 2, sequences: [1, 2], hasMore: true },
      { after: 3, limit: 2, sequences: [4, 5], hasMore: false },
      { after: 5, limit: 2, sequences: [], hasMore: false },
    ])('gives $limit after $after', async ({ after, limit, sequences, hasMore }) => {
      const page = await store().listMessagesAfter(room, { after, limit });
      expect(page.messages.map(({ sequence }) => sequence)).toEqual(sequences);
      expect(page.hasMore).toBe(hasMore);
    });

    it('gives an empty page of a room that is empty or not there', async () => {
      const empty = { messages: [], hasMore: false };
      expect(await store().listMessagesBefore('no' as RoomId, latest)).toEqual(empty);
      expect(await store().listMessagesAfter('no' as RoomId, { after: 0, limit: 1 })).toEqual(
        empty,
      );
    });
  });
}
