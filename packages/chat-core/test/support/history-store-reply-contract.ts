/** Part of the contract of the history port: turns and the replies they become. */

import type { MessageId, ReplyOutcome } from '@parley/chat-protocol';
import { utf8Length } from '@parley/chat-protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CurrentStore } from './history-store-fixtures.ts';
import {
  T0,
  ada,
  addRooms,
  appendParts,
  ask,
  bob,
  expectFailure,
  figures,
  latest,
  llama,
  newMessage,
  newReply,
  newTurn,
  otherRoom,
  question,
  reply,
  room,
  startReply,
  transcript,
} from './history-store-fixtures.ts';

export function describeTurns(store: CurrentStore): void {
  describe('turns', () => {
    beforeEach(() => addRooms(store()));

    it('queues the turns that a message asks for, in order', async () => {
      const turns = [newTurn('t2', question), newTurn('t1', question)];
      await store().appendMessage(newMessage('question'), turns);
      expect(await store().listOpenTurns()).toEqual(
        turns.map((turn) => ({ ...turn, state: { phase: 'queued' } })),
      );
    });

    it('lists turns of all rooms in the order of their queueing', async () => {
      await ask(store(), 't1');
      const elsewhere = newMessage('x', { roomId: otherRoom });
      const turn = newTurn('t0', elsewhere.id, { roomId: otherRoom, queuedAt: T0 });
      await store().appendMessage(elsewhere, [turn]);
      await store().addTurn(newTurn('t9', question));
      expect((await store().listOpenTurns()).map(({ id }) => id)).toEqual(['t1', 't0', 't9']);
    });

    it('stores neither the message nor any turn when one of them fails', async () => {
      await ask(store(), 't1');
      const turns = [newTurn('t2', newMessage('b').id), newTurn('t1', newMessage('b').id)];
      await expectFailure(store().appendMessage(newMessage('b'), turns));
      expect(await store().findMessage(room, newMessage('b').id)).toBeUndefined();
      expect(await store().listOpenTurns()).toHaveLength(1);
      expect((await store().appendMessage(newMessage('c'), [])).message.sequence).toBe(2);
    });

    it('keeps which reply a turn would replace', async () => {
      await startReply(store());
      await store().endReply(reply, { outcome: { kind: 'complete' }, figures });
      await store().addTurn(newTurn('t2', question, { supersedes: reply }));
      expect(await store().listOpenTurns()).toMatchObject([{ id: 't2', supersedes: reply }]);

      const second = { ...newReply('t2'), id: 'm-second' as MessageId };
      expect(await store().startReply(second)).toMatchObject({ supersedes: reply });
      expect(await store().findMessage(room, second.id)).toMatchObject({ supersedes: reply });
    });
  });
}

export function describeReplies(store: CurrentStore): void {
  describe('replies', () => {
    beforeEach(() => addRooms(store()));

    it('gives a reply its place in the room, and sets its turn running', async () => {
      await ask(store(), 't1');
      await store().appendMessage(newMessage('between'), []);
      const started = await store().startReply(newReply('t1'));
      expect(started).toEqual({
        kind: 'reply',
        id: reply,
        roomId: room,
        sequence: 3,
        authorId: llama,
        sentAt: T0 + 50,
        text: '',
        turnId: 't1',
        questionId: question,
        askedBy: ada,
        heardCount: 4,
        state: { phase: 'reading', done: 0, total: 0 },
        supersedes: null,
      });
      expect(await store().findMessage(room, reply)).toEqual(started);
      expect(await store().listOpenTurns()).toMatchObject([
        { id: 't1', state: { phase: 'running', replyId: reply } },
      ]);
      expect(await store().listRooms()).toMatchObject([{ lastSequence: 3 }, { lastSequence: 0 }]);
    });

    it('shows the text so far of a reply that is being written', async () => {
      await startReply(store());
      await appendParts(store(), ['Grüße', ' 👩‍👧', ', Ada']);
      const found = await store().findMessage(room, reply);
      expect(found).toMatchObject({ text: 'Grüße 👩‍👧, Ada', state: { phase: 'writing' } });
      expect((await store().listMessagesBefore(room, latest)).messages.at(-1)).toEqual(found);
      expect((await store().listMessagesAfter(room, { after: 1, limit: 9 })).messages).toEqual([
        found,
      ]);
    });

    it('keeps many parts in order', async () => {
      await startReply(store());
      const parts = Array.from({ length: 300 }, (_, i) => `${i} `);
      await appendParts(store(), parts);
      expect(await store().findMessage(room, reply)).toMatchObject({ text: parts.join('') });
      const ended = await store().endReply(reply, { outcome: { kind: 'complete' }, figures });
      expect(ended.text).toBe(parts.join(''));
    });

    it('keeps bytes of text where they were counted, whatever the text', async () => {
      await startReply(store());
      await appendParts(store(), ['a\0b', '\ud800', 'é']);
      const ended = await store().endReply(reply, { outcome: { kind: 'complete' }, figures });
      expect(utf8Length(ended.text)).toBe(3 + 3 + 2);
      expect(ended.text.endsWith('é')).toBe(true);
      expect(await store().findMessage(room, reply)).toEqual(ended);
    });

    it('fails on text that leaves a gap or comes twice, and keeps what it had', async () => {
      await startReply(store());
      await store().appendReplyText(reply, 0, 'one');
      await expectFailure(store().appendReplyText(reply, 4, 'gap'));
      await expectFailure(store().appendReplyText(reply, 0, 'one'));
      await expectFailure(store().appendReplyText('nothing' as MessageId, 0, 'text'));
      await store().appendReplyText(reply, 3, ' two');
      expect(await store().findMessage(room, reply)).toMatchObject({ text: 'one two' });
    });

    it.each<ReplyOutcome>([
      { kind: 'complete' },
      { kind: 'cut-at-limit' },
      { kind: 'stopped', by: bob },
      { kind: 'failed', code: 'engine-crashed', reason: 'The model’s engine stopped.' },
      { kind: 'interrupted' },
    ])('ends a reply and its turn: $kind', async (outcome) => {
      await startReply(store());
      await appendParts(store(), ['Under ', 'the mat.']);
      const ended = await store().endReply(reply, { outcome, figures });
      expect(ended).toMatchObject({
        text: 'Under the mat.',
        sequence: 2,
        state: { phase: 'ended', outcome, figures },
      });
      expect(await store().findMessage(room, reply)).toEqual(ended);
      expect(await store().listOpenTurns()).toEqual([]);
    });

    it('ends a reply that has no text and no figures', async () => {
      await startReply(store());
      const outcome: ReplyOutcome = { kind: 'stopped', by: ada };
      const ended = await store().endReply(reply, { outcome, figures: null });
      expect(ended).toMatchObject({ text: '', state: { phase: 'ended', outcome, figures: null } });
    });

    it('leaves other turns open, of the same room and of others', async () => {
      await ask(store(), 't1');
      await store().addTurn(newTurn('t2', question));
      await store().startReply(newReply('t1'));
      await store().endReply(reply, { outcome: { kind: 'complete' }, figures });
      expect(await store().listOpenTurns()).toMatchObject([{ id: 't2' }]);
    });

    it('takes neither text nor another end after the end', async () => {
      await startReply(store());
      await store().endReply(reply, { outcome: { kind: 'complete' }, figures });
      await expectFailure(store().appendReplyText(reply, 0, 'late'));
      await expectFailure(store().endReply(reply, { outcome: { kind: 'interrupted' }, figures }));
      expect(await store().findMessage(room, reply)).toMatchObject({
        text: '',
        state: { outcome: { kind: 'complete' } },
      });
    });

    it('starts a reply only for a turn that is queued', async () => {
      await expectFailure(store().startReply(newReply('t1')));
      await startReply(store());
      await expectFailure(store().startReply({ ...newReply('t1'), id: 'm-2' as MessageId }));
      expect((await store().appendMessage(newMessage('b'), [])).message.sequence).toBe(3);
    });

    it('keeps what the model was given, for the room of the reply alone', async () => {
      await startReply(store());
      expect(await store().findTranscript(room, reply)).toEqual(transcript);
      expect(await store().findTranscript(otherRoom, reply)).toBeUndefined();
      expect(await store().findTranscript(room, question)).toBeUndefined();
      await store().endReply(reply, { outcome: { kind: 'complete' }, figures });
      expect(await store().findTranscript(room, reply)).toEqual(transcript);
    });
  });
}
