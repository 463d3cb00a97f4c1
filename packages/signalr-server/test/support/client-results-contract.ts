/** What every router does with calls that clients answer. Rules: SH-100 to SH-104. */

import { MessageType } from '@parley/signalr-protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { ConnectionGoneError, HubError } from '../../src/hubs/errors.ts';
import type { Router } from '../../src/hubs/routing/router.ts';
import type { RecordedRecipient } from './recorded-recipient.ts';
import type { AskedRoom, RouterRoom } from './router-room.ts';

export function describeClientResults(asked: AskedRoom): void {
  describe('client results', () => {
    let room: RouterRoom;
    let router: Router;
    const ask = (connectionId: string, signal?: AbortSignal): Promise<unknown> =>
      router.invoke(connectionId, {
        target: 'question',
        arguments: ['why', 42],
        ...(signal === undefined ? undefined : { signal }),
      });

    beforeEach(() => {
      ({ room, router } = asked());
    });

    test.each(['ann', 'guest'] as const)('[SH-100] %s is asked and answers', async (who) => {
      const recipient = room[who];
      const answer = ask(recipient.connectionId);
      await recipient.hears('question');
      recipient.answer({ kind: 'result', result: { because: ['x'] } });

      expect(await answer).toEqual({ because: ['x'] });
      expect(recipient.received.at(-1)).toMatchObject({ arguments: ['why', 42] });
      await room.allHearFrom(router);
      expect([room.ann, room.annToo, room.bob, room.guest].map(countQuestions)).toEqual(
        who === 'ann' ? [1, 0, 0, 0] : [0, 0, 0, 1],
      );
    });

    test('[SH-100] an answer without a result is undefined', async () => {
      const answer = ask('2');
      await room.annToo.hears('question');
      room.annToo.answer({ kind: 'without-result' });

      expect(await answer).toBeUndefined();
    });

    test('[SH-100] several calls wait at once, each for its own answer', async () => {
      const first = ask('1');
      await room.ann.hears('question');
      const second = ask('2');
      await room.annToo.hears('question');
      room.annToo.answer({ kind: 'result', result: 'second' });
      room.ann.answer({ kind: 'result', result: 'first' });

      expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    });

    test.each(['ann', 'annToo'] as const)('[SH-101] the error of %s', async (who) => {
      const answer = ask(room[who].connectionId).catch((error: unknown) => error);
      await room[who].hears('question');
      room[who].answer({ kind: 'error', error: 'I would rather not' });

      expect(await answer).toBeInstanceOf(HubError);
      expect(await answer).toMatchObject({ message: 'I would rather not' });
    });

    test('[SH-102] an unknown connection', async () => {
      const answer = ask('unknown');

      await expect(answer).rejects.toThrow("Connection 'unknown' does not exist.");
      await expect(answer).rejects.toBeInstanceOf(ConnectionGoneError);
    });

    test.each(['ann', 'annToo'] as const)('[SH-102] %s ends meanwhile', async (who) => {
      const { connectionId } = room[who];
      const answer = ask(connectionId).catch((error: unknown) => error);
      await room[who].hears('question');
      await room[who].end();

      expect(await answer).toBeInstanceOf(ConnectionGoneError);
      expect(await answer).toMatchObject({
        message: `Connection '${connectionId}' disconnected.`,
      });
    });

    test.each(['ann', 'annToo'] as const)('[SH-102] %s is removed meanwhile', async (who) => {
      const answer = ask(room[who].connectionId).catch((error: unknown) => error);
      await room[who].hears('question');
      await room.remove(room[who]);

      expect(await answer).toBeInstanceOf(ConnectionGoneError);
    });

    test('[SH-102] a connection that has ended is not waited for', async () => {
      await room.ann.end();
      await room.annToo.end();

      for (const id of ['1', '2']) {
        await expect(ask(id)).rejects.toThrow(room.sentenceOfTheEnd(id));
      }
    });

    test.each(['ann', 'annToo'] as const)('[SH-103] asking %s is given up', async (who) => {
      const controller = new AbortController();
      const answer = ask(room[who].connectionId, controller.signal);
      await room[who].hears('question');
      controller.abort();

      await expect(answer).rejects.toThrow('Invocation canceled by the server.');
      room[who].answer({ kind: 'result', result: 'too late' });
      await room.allHearFrom(router);
    });

    test('[SH-103] what is given up before it begins is not sent', async () => {
      await expect(ask('1', AbortSignal.abort())).rejects.toThrow(
        'Invocation canceled by the server.',
      );
      await room.allHearFrom(router);
      expect(countQuestions(room.ann)).toBe(0);
    });

    test.each([
      ['ann', 'bob'],
      ['guest', 'annToo'],
    ] as const)('[SH-104] %s is asked and %s answers', async (asked, other) => {
      const answer = ask(room[asked].connectionId);
      await room[asked].hears('question');
      const invocationId = room[asked].lastInvocationId;
      const outcome = { kind: 'result', result: 'forged' } as const;
      const { connectionId, router: others } = room[other];
      // Its server may hear of the call beside the client, but not after an answer to a later question.
      await others.leave(room[asked].connectionId, 'no group');

      expect(() => {
        others.receiveResult(room[other], {
          type: MessageType.completion,
          invocationId,
          outcome,
        });
      }).toThrow(
        `Connection ID '${connectionId}' is not valid for invocation ID '${invocationId}'.`,
      );

      await room.allHearFrom(others);
      room[asked].answer({ kind: 'result', result: 'real' });
      expect(await answer).toBe('real');
    });

    test('[SH-104] answers to calls that nobody made are ignored', async () => {
      room.ann.answer({ kind: 'result', result: 1 });
      const answer = ask('1');
      await room.ann.hears('question');
      room.ann.answer({ kind: 'result', result: 2 });
      room.ann.answer({ kind: 'result', result: 3 });

      expect(await answer).toBe(2);
    });
  });
}

function countQuestions({ heard }: RecordedRecipient): number {
  return heard.filter((target) => target === 'question').length;
}
