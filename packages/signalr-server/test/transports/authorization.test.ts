/** Policies of an endpoint, and what later requests change. Rules: docs/spec/signalr-transports.md, ST-100 to ST-102. */

import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import {
  type Authentication,
  requireClaim,
  requireUser,
  type UserPolicy,
} from '../../src/transports/index.ts';
import { EPOCH_MS } from '../support/manual-clock.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { sendRequest, statusAndBody } from './support/http-request.ts';
import { upgradeOutcome } from './support/web-socket-client.ts';

/** `name role expiry`, each of which may be missing. */
function authenticateByHeader({ headers }: IncomingMessage): Authentication {
  const [userId, role, expiresAt] = headers.authorization?.split(' ') ?? [];
  return {
    kind: 'accepted',
    user: { userId, claims: { role } },
    expiresAt: expiresAt === undefined ? undefined : Number(expiresAt),
  };
}

const as = (Authorization: string) => ({ headers: { Authorization } });

describe('policies of an endpoint', () => {
  const start = (authorize: UserPolicy | readonly UserPolicy[]) =>
    EndpointServer.start({ authenticate: authenticateByHeader, authorize });

  test.each([
    ['anonymous', { headers: {} }, '401'],
    ['somebody who may not', as('eve member'), '403'],
  ])('[ST-100] every kind of request of %s is refused', async (_name, parts, expected) => {
    await using server = await start([requireUser, requireClaim('role', 'admin')]);
    const url = await server.negotiate(as('ada admin').headers);
    expect(await statusAndBody(server.negotiateUrl, { ...parts, method: 'POST' })).toBe(expected);
    expect(await statusAndBody(url, parts)).toBe(expected);
    expect(await statusAndBody(url, { ...parts, method: 'POST' })).toBe(expected);
    expect(await statusAndBody(url, { ...parts, method: 'DELETE' })).toBe(expected);
    expect(
      await statusAndBody(url, { headers: { ...parts.headers, Accept: 'text/event-stream' } }),
    ).toBe(expected);
    expect(await upgradeOutcome(url, parts)).toBe(expected);
    expect(server.connections).toEqual([]);
    expect(await upgradeOutcome(url, as('ada admin'))).toBe('101');
  });

  test('[ST-100] anonymous is who has no id, unless the authentication says otherwise', async () => {
    const users = {
      'no id': { userId: undefined, claims: {} },
      'a known device': { userId: undefined, claims: {}, isAnonymous: false },
      'a guest': { userId: 'guest-1', claims: {}, isAnonymous: true },
      'a member': { userId: 'ada', claims: {} },
    } as const;
    await using server = await EndpointServer.start({
      authenticate: ({ headers }) => ({
        kind: 'accepted',
        user: users[headers.authorization as keyof typeof users],
      }),
      authorize: () => false,
    });
    const statuses = Object.keys(users).map(async (name) => [
      name,
      await statusAndBody(server.negotiateUrl, { ...as(name), method: 'POST' }),
    ]);
    expect(Object.fromEntries((await Promise.all(statuses)) as [string, string][])).toEqual({
      'no id': '401',
      'a known device': '403',
      'a guest': '401',
      'a member': '403',
    });
  });

  test('[ST-100] policies are asked in order, up to the first that disagrees', async () => {
    const asked: string[] = [];
    const policy = (name: string, verdict: boolean) => async () => {
      asked.push(name);
      return verdict;
    };
    await using server = await start([
      policy('one', true),
      policy('two', false),
      policy('three', true),
    ]);
    await statusAndBody(server.negotiateUrl, { method: 'POST' });
    expect(asked).toEqual(['one', 'two']);
  });

  test('[ST-101] a policy that throws is 500, and logged', async () => {
    await using server = await start(() => {
      throw new Error('no directory');
    });
    expect(await statusAndBody(server.negotiateUrl, { method: 'POST' })).toBe('500');
    expect(server.logger.lines).toMatchObject([
      { level: 'error', fields: { error: { message: 'no directory' } } },
    ]);
  });
});

describe('later requests', () => {
  test('[ST-11] nobody in particular is another user than somebody known without an id', async () => {
    await using server = await EndpointServer.start({
      authenticate: ({ headers }) => ({
        kind: 'accepted',
        user: { userId: undefined, claims: {}, isAnonymous: headers.authorization === undefined },
      }),
    });
    const url = await server.negotiate(as('a device').headers);
    expect(await statusAndBody(url)).toBe('404 No Connection with that ID');
    expect(await statusAndBody(url, as('a device'))).toBe('200');
  });

  const start = () => EndpointServer.start({ authenticate: authenticateByHeader });

  test('[ST-102] a poll renews the user and the expiry of its connection', async () => {
    await using server = await start();
    const url = await server.negotiate(as('ada member').headers);
    await sendRequest(url, as(`ada member ${EPOCH_MS + 1_000}`));
    const [connection] = server.connections;
    expect(connection?.transport).toMatchObject({ expiresAt: EPOCH_MS + 1_000 });
    connection?.send('something to say');
    await sendRequest(url, as(`ada admin ${EPOCH_MS + 2_000}`));
    expect(connection?.transport).toMatchObject({
      user: { userId: 'ada', claims: { role: 'admin' } },
      expiresAt: EPOCH_MS + 2_000,
    });
  });

  test('[ST-102] a poll with an authentication that ends earlier changes nothing', async () => {
    await using server = await start();
    const url = await server.negotiate(as('ada').headers);
    await sendRequest(url, as(`ada admin ${EPOCH_MS + 2_000}`));
    const [connection] = server.connections;
    connection?.send('something to say');
    await sendRequest(url, as(`ada member ${EPOCH_MS + 1_000}`));
    expect(connection?.transport).toMatchObject({
      user: { claims: { role: 'admin' } },
      expiresAt: EPOCH_MS + 2_000,
    });
  });
});
