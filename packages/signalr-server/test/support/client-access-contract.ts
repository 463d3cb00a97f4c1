/** Whom a hub takes an official client for, however it is served. Rules: docs/spec/signalr-hubs.md, SH-137. */

import { describe, expect, test } from 'vitest';
import { bearerTokenOf, requireClaim, requireUser } from '../../src/index.ts';
import type { Authentication, HubOptions } from '../../src/index.ts';
import { EPOCH_MS } from './manual-clock.ts';
import { COMBINATIONS, connect } from './official-client.ts';
import type { StartServer } from './start-server.ts';
import type { AnyContract, AnyHub } from './test-hub.ts';

export const REQUEST_HUB: AnyHub = {
  methods: {
    whoAmI: ({ connection }: { connection: { user: { userId?: string; claims: object } } }) => ({
      userId: connection.user.userId,
      ...connection.user.claims,
    }),
    request: ({ connection }) => ({
      cookie: connection.headers['cookie'],
      query: [...connection.query],
      remoteAddress: connection.remoteAddress,
      transport: connection.transport,
    }),
  } as AnyHub['methods'],
};

/** `Bearer name-role-lifetime`. */
export const AUTHENTICATED: HubOptions = {
  authenticate: (request): Authentication => {
    const [userId, role, lifetimeMs] = bearerTokenOf(request)?.split('-') ?? [];
    if (userId === undefined) {
      return { kind: 'refused', status: 401 };
    }
    const expiresAt = lifetimeMs === undefined ? undefined : EPOCH_MS + Number(lifetimeMs);
    return { kind: 'accepted', user: { userId, claims: { role } }, expiresAt };
  },
};

export function describeClientAccess(startServer: StartServer): void {
  describe('official clients', () => {
    test.each(COMBINATIONS)(
      '[SH-137] an official client is its token: $name',
      async (combination) => {
        await using server = await startServer<AnyContract>(REQUEST_HUB, AUTHENTICATED);
        const accessTokenFactory = () => 'ada-admin';
        await using client = await connect(server.url, combination, { accessTokenFactory });
        expect(await client.invoke('whoAmI')).toEqual({ userId: 'ada', role: 'admin' });
      },
    );

    test('[SH-137] a client whose token is refused does not connect', async () => {
      await using server = await startServer<AnyContract>(REQUEST_HUB, AUTHENTICATED);
      for (const combination of COMBINATIONS) {
        await expect(connect(server.url, combination)).rejects.toThrow('401');
      }
    });

    test.each([
      ['an anonymous client', 'guest', '401'],
      ['a client that may not', 'eve', '403'],
    ])("[SH-137] %s is kept out by the hub's policies", async (_name, userId, status) => {
      await using server = await startServer<AnyContract>(REQUEST_HUB, {
        authenticate: (): Authentication => ({
          kind: 'accepted',
          user: { userId, claims: {}, isAnonymous: userId === 'guest' },
        }),
        authorize: [requireUser, requireClaim('role', 'admin')],
      });
      for (const combination of COMBINATIONS) {
        await expect(connect(server.url, combination)).rejects.toThrow(status);
      }
    });
  });
}
