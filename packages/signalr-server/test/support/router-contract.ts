/** What every router does: one suite for all of them. Rules: docs/spec/signalr-hubs.md, SH-60 to SH-69. */

import { JsonHubProtocol, MessageType, SerializedMessage } from '@parley/signalr-protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Audience, RoutedConnection, Router } from '../../src/hubs/router.ts';

const JSON_PROTOCOL = new JsonHubProtocol();

interface Recipient extends RoutedConnection {
  readonly received: string[];
}

function createRecipient(connectionId: string, userId?: string): Recipient {
  const received: string[] = [];
  return {
    connectionId,
    userId,
    received,
    protocol: JSON_PROTOCOL,
    deliver: (serialized) => {
      const message = serialized.messageFor(JSON_PROTOCOL);
      received.push(message.type === MessageType.invocation ? message.target : 'other');
    },
    disconnect: () => undefined,
  };
}

function message(target: string): SerializedMessage {
  return SerializedMessage.of({ type: MessageType.invocation, target, arguments: [] });
}

export function describeRouter(name: string, create: () => Router): void {
  describe(name, () => {
    let router: Router;
    let ann: Recipient;
    let annToo: Recipient;
    let bob: Recipient;

    beforeEach(async () => {
      router = create();
      ann = createRecipient('1', 'ann');
      annToo = createRecipient('2', 'ann');
      bob = createRecipient('3', 'bob');
      for (const recipient of [ann, annToo, bob, createRecipient('4')]) {
        await router.add(recipient);
      }
    });

    /** Ids of those who got it, as often as they got it. */
    async function reachedBy(audience: Audience): Promise<readonly string[]> {
      await router.send(audience, message('hello'));
      return [ann, annToo, bob].flatMap(({ connectionId, received }) =>
        received.map(() => connectionId),
      );
    }

    test('[SH-60] all, with and without exceptions', async () => {
      expect(await reachedBy({ to: 'all', except: ['2', 'unknown'] })).toEqual(['1', '3']);
      expect(await reachedBy({ to: 'all' })).toEqual(['1', '1', '2', '3', '3']);
    });

    test('[SH-60] connections by their ids', async () => {
      const audience: Audience = { to: 'connections', ids: ['3', 'unknown', '1'] };

      expect(await reachedBy(audience)).toEqual(['1', '3']);
      expect(await reachedBy({ ...audience, except: ['3'] })).toEqual(['1', '1', '3']);
    });

    test('[SH-61] members of groups, once for each group', async () => {
      await router.join('1', 'red');
      await router.join('1', 'blue');
      await router.join('3', 'blue');

      expect(await reachedBy({ to: 'groups', names: ['red', 'blue', 'empty'] })).toEqual([
        '1',
        '1',
        '3',
      ]);
      expect(await reachedBy({ to: 'groups', names: ['blue'], except: ['1'] })).toEqual([
        '1',
        '1',
        '3',
        '3',
      ]);
    });

    test('[SH-62] every connection of a user', async () => {
      expect(await reachedBy({ to: 'users', ids: ['ann', 'nobody'] })).toEqual(['1', '2']);
      expect(await reachedBy({ to: 'users', ids: ['ann', 'bob'], except: ['1'] })).toEqual([
        '1',
        '2',
        '2',
        '3',
      ]);
    });

    test('[SH-63] joining twice, leaving twice and strangers change nothing', async () => {
      await router.join('1', 'red');
      await router.join('1', 'red');
      await router.join('unknown', 'red');
      await router.leave('3', 'red');
      await router.leave('unknown', 'red');
      expect(await reachedBy({ to: 'groups', names: ['red'] })).toEqual(['1']);

      await router.leave('1', 'red');
      await router.leave('1', 'red');
      expect(await reachedBy({ to: 'groups', names: ['red'] })).toEqual(['1']);
    });

    test('[SH-63] who is removed is reached by nothing and joins nothing', async () => {
      await router.join('1', 'red');
      await router.remove(ann);
      await router.join('1', 'red');

      await reachedBy({ to: 'groups', names: ['red'] });
      await reachedBy({ to: 'users', ids: ['ann'] });
      expect(await reachedBy({ to: 'all' })).toEqual(['2', '2', '3']);
    });

    test('[SH-65] names are case-sensitive', async () => {
      await router.join('1', 'red');

      expect(await reachedBy({ to: 'groups', names: ['Red'] })).toEqual([]);
      expect(await reachedBy({ to: 'users', ids: ['Ann'] })).toEqual([]);
    });

    test('[SH-69] messages arrive in the order in which they were sent', async () => {
      await Promise.all([
        router.send({ to: 'all' }, message('first')),
        router.send({ to: 'users', ids: ['bob'] }, message('second')),
        router.send({ to: 'connections', ids: ['3'] }, message('third')),
      ]);

      expect(bob.received).toEqual(['first', 'second', 'third']);
    });
  });
}
