/** Who may call a method. Rules: docs/spec/signalr-hubs.md, SH-130 to SH-136. */

import { describe, expect, test } from 'vitest';
import type { MethodAttempt, MethodPolicy } from '../../../src/hubs/definition/method-policy.ts';
import { HubError } from '../../../src/hubs/errors.ts';
import { requireClaim, requireUser } from '../../../src/index.ts';
import { Gate } from '../../support/gate.ts';
import { COMBINATIONS, connect } from '../../support/official-client.ts';
import { startServer } from '../../support/start-server.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyContract, AnyHub, TestHub } from '../../support/test-hub.ts';

const UNAUTHORIZED = "Failed to invoke 'guarded' because user is unauthorized";
const FAILED = "An unexpected error occurred invoking 'guarded' on the server.";
const CALL = { type: 1, invocationId: '1', target: 'guarded', arguments: [] };

interface Guarded {
  readonly hub: TestHub;
  /** What ran, in order. */
  readonly runs: string[];
}

function guarded(authorize: MethodPolicy | readonly MethodPolicy[], options = {}): Guarded {
  const runs: string[] = [];
  const methods = {
    guarded: {
      run: () => {
        runs.push('guarded');
        return 'ran';
      },
      authorize,
    },
    free: () => {
      runs.push('free');
    },
    gather: {
      run: async (_call: unknown, items: AsyncIterable<unknown>) => {
        const gathered: unknown[] = [];
        for await (const item of items) {
          gathered.push(item);
        }
        return gathered;
      },
      clientStreams: 1,
      authorize,
    },
  } as unknown as AnyHub['methods'];
  return { hub: createTestHub({ methods }, options), runs };
}

describe('policies of a method', () => {
  test('[SH-130] a user who is refused gets the sentence and no detail, and the method does not run', async () => {
    const { hub, runs } = guarded(() => false, { hasDetailedErrors: true });
    const client = await hub.connect({ userId: 'eve' });
    client.send({ ...CALL, target: 'GUARDED' });
    expect(await client.receive(1)).toEqual([
      {
        type: 3,
        invocationId: '1',
        error: "Failed to invoke 'guarded' because user is unauthorized",
      },
    ]);
    expect(runs).toEqual([]);
    expect(client.isClosed).toBe(false);
  });

  test.each([
    ['none', []],
    ['one that agrees', () => true],
    ['several that agree', [() => true, async () => true]],
  ])('[SH-130] with %s the method runs', async (_name, authorize) => {
    const { hub, runs } = guarded(authorize);
    const client = await hub.connect();
    client.send(CALL);
    expect(await client.receive(1)).toMatchObject([{ result: 'ran' }]);
    expect(runs).toEqual(['guarded']);
  });

  test('[SH-130] a refused call that wants no answer gets none', async () => {
    const { hub } = guarded(() => false);
    const client = await hub.connect();
    client.send({ type: 1, target: 'guarded', arguments: [] }, { ...CALL, target: 'free' });
    expect(await client.receive(1)).toEqual([{ type: 3, invocationId: '1', result: null }]);
  });

  test('[SH-131] they are asked in order, up to the first that disagrees', async () => {
    const asked: string[] = [];
    const policy = (name: string, verdict: boolean) => () => {
      asked.push(name);
      return verdict;
    };
    const { hub } = guarded([policy('one', true), policy('two', false), policy('three', true)]);
    const client = await hub.connect();
    client.send(CALL);
    await client.receive(1);
    expect(asked).toEqual(['one', 'two']);
  });

  test('[SH-131] a policy sees the user, the connection, the method and what was sent', async () => {
    const attempts: MethodAttempt[] = [];
    const users: unknown[] = [];
    const { hub } = guarded((user, attempt) => {
      users.push(user.userId);
      attempts.push(attempt);
      return false;
    });
    const client = await hub.connect({ userId: 'ada' });
    client.send({ ...CALL, target: 'Guarded', arguments: ['any', { thing: 1 }] });
    await client.receive(1);
    expect(users).toEqual(['ada']);
    expect(attempts).toMatchObject([{ methodName: 'guarded', arguments: ['any', { thing: 1 }] }]);
    expect(attempts[0]?.connection.connectionId).toBe('c1');
  });

  test.each([
    ['arguments that do not fit', { ...CALL, arguments: [1, 2, 3] }],
    ['streams that it does not take', { ...CALL, streamIds: ['s'] }],
    ['a stream that it does not return', { ...CALL, type: 4 }],
  ])('[SH-132] who is refused learns nothing of %s', async (_name, message) => {
    const { hub } = guarded(() => false);
    const client = await hub.connect();
    client.send(message);
    expect(await client.receive(1)).toMatchObject([{ error: UNAUTHORIZED }]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new HubError('the guard is asleep');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('no directory');
      },
    ],
  ] as const)('[SH-133] a policy that %s refuses, and is logged', async (_name, authorize) => {
    const { hub, runs } = guarded(authorize, { hasDetailedErrors: true });
    const client = await hub.connect();
    client.send(CALL);
    expect(await client.receive(1)).toMatchObject([{ error: FAILED }]);
    expect(hub.logger.texts('error')).toEqual(['A policy failed']);
    expect(runs).toEqual([]);
  });

  test('[SH-134] calls after a policy that takes its time keep their order', async () => {
    const gate = new Gate();
    const { hub, runs } = guarded(async () => {
      await gate.opened;
      return true;
    });
    const client = await hub.connect();
    client.send(CALL, { ...CALL, target: 'free', invocationId: '2' });
    await settled();
    expect(runs).toEqual([]);
    gate.open();
    await client.receive(2);
    expect(runs).toEqual(['guarded', 'free']);
  });

  test('[SH-134] with several slots the policies of several calls are asked side by side', async () => {
    const gate = new Gate();
    let asked = 0;
    const policy = async (): Promise<boolean> => {
      asked += 1;
      await gate.opened;
      return true;
    };
    const client = await guarded(policy, { maxParallelInvocations: 2 }).hub.connect();
    client.send(CALL, { ...CALL, invocationId: '2' });
    await settled();
    expect(asked).toBe(2);
    gate.open();
    await client.receive(2);
  });

  test('[SH-134] items of a stream that come while its policy is asked are not lost', async () => {
    const gate = new Gate();
    const { hub } = guarded(async () => {
      await gate.opened;
      return true;
    });
    const client = await hub.connect();
    client.send(
      { ...CALL, target: 'gather', streamIds: ['s'] },
      { type: 2, invocationId: 's', item: 1 },
      { type: 3, invocationId: 's' },
    );
    await settled();
    gate.open();
    expect(await client.receive(1)).toMatchObject([{ result: [1] }]);
  });

  test('[SH-134] a call whose connection ends while its policy is asked does not run', async () => {
    const gate = new Gate();
    const { hub, runs } = guarded(async () => {
      await gate.opened;
      return true;
    });
    const client = await hub.connect();
    client.send(CALL);
    await settled();
    client.pair.disconnect();
    gate.open();
    await settled();
    expect(runs).toEqual([]);
  });

  test('[SH-136] nothing but true is a yes', async () => {
    const { hub } = guarded((() => 'yes') as unknown as MethodPolicy);
    const client = await hub.connect();
    client.send(CALL);
    expect(await client.receive(1)).toMatchObject([{ error: UNAUTHORIZED }]);
  });
});

describe('ready-made policies', () => {
  const user = (parts: object) => ({ userId: undefined, claims: {}, ...parts });

  test.each([
    [{ userId: 'ada' }, true],
    [{}, false],
    [{ isAnonymous: false }, true],
    [{ userId: 'guest-1', isAnonymous: true }, false],
  ])('[SH-135] requireUser of %j: %s', (parts, verdict) => {
    expect(requireUser(user(parts))).toBe(verdict);
  });

  test.each([
    [{ role: 'admin' }, [], true],
    [{ role: undefined }, [], false],
    [{}, [], false],
    [{ role: 'admin' }, ['admin'], true],
    [{ role: 'member' }, ['admin', 'owner'], false],
    [{ role: ['member', 'owner'] }, ['admin', 'owner'], true],
    [Object.create({ role: 'admin' }) as object, ['admin'], false],
  ])('[SH-135] requireClaim of %j with %j: %s', (claims, values, verdict) => {
    expect(requireClaim('role', ...values)(user({ claims }))).toBe(verdict);
  });

  test.each(COMBINATIONS)(
    '[SH-135] an official client is let through, or not: $name',
    async (combination) => {
      const methods = {
        guarded: { run: () => 'ran', authorize: [requireUser, requireClaim('role', 'admin')] },
      } as unknown as AnyHub['methods'];
      await using server = await startServer<AnyContract>(
        { methods },
        {
          authenticate: ({ headers }) => ({
            kind: 'accepted',
            user: { userId: 'ada', claims: { role: headers['x-role'] } },
          }),
        },
      );
      const as = (role: string) =>
        connect(server.url, combination, { headers: { 'x-role': role } });
      await using admin = await as('admin');
      expect(await admin.invoke('guarded')).toBe('ran');
      await using member = await as('member');
      await expect(member.invoke('guarded')).rejects.toThrow(UNAUTHORIZED);
    },
  );
});
