/** What a hub sees of its users, and when they expire. Rules: docs/spec/signalr-hubs.md, SH-137 to SH-139. */

import { describe, expect, test } from 'vitest';
import {
  AUTHENTICATED,
  describeClientAccess,
  REQUEST_HUB,
} from '../../support/client-access-contract.ts';
import { EPOCH_MS, ManualClock } from '../../support/manual-clock.ts';
import { buildConnection, Client, COMBINATIONS, connect } from '../../support/official-client.ts';
import { RawClient } from '../../support/raw-client.ts';
import { startServer } from '../../support/start-server.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyContract } from '../../support/test-hub.ts';

describeClientAccess(startServer);

describe('the user and the request', () => {
  test.each(COMBINATIONS)(
    '[SH-137] a hub sees the request without its secrets: $name',
    async (combination) => {
      await using server = await startServer<AnyContract>(REQUEST_HUB, AUTHENTICATED);
      await using client = await connect(`${server.url}?room=1`, combination, {
        accessTokenFactory: () => 'ada',
        headers: { Cookie: 'theme=dark' },
      });
      const { query, ...rest } = (await client.invoke('request')) as { query: [string, string][] };
      expect(rest).toEqual({
        cookie: 'theme=dark',
        remoteAddress: '127.0.0.1',
        transport: combination.name.split(',')[0],
      });
      expect(query).toContainEqual(['room', '1']);
      expect(query.map(([name]) => name)).not.toContain('id');
      expect(query.map(([name]) => name)).not.toContain('access_token');
    },
  );

  test('[SH-137] calls after a newer authentication see the newer user', async () => {
    const client = await createTestHub(REQUEST_HUB).connect({ userId: 'ada' });
    client.pair.refresh({ userId: 'ada', claims: { role: 'admin' } });
    client.send({ type: 1, invocationId: '1', target: 'whoAmI', arguments: [] });
    expect(await client.receive(1)).toMatchObject([{ result: { userId: 'ada', role: 'admin' } }]);
  });
});

test.each(COMBINATIONS)(
  '[ST-104] an official client goes where negotiate sends it: $name',
  async (combination) => {
    await using there = await startServer<AnyContract>(REQUEST_HUB, AUTHENTICATED);
    await using here = await startServer<AnyContract>(REQUEST_HUB, {
      redirect: () => ({ url: there.url, accessToken: 'ada-admin' }),
    });
    await using client = await connect(here.url, combination);
    expect(await client.invoke('whoAmI')).toEqual({ userId: 'ada', role: 'admin' });
    expect(here.handle.connectionCount).toBe(0);
  },
);

describe('expiry', () => {
  const CLOSE = '{"type":7,"allowReconnect":true}\u001e';

  test('[SH-138] past it the connection is closed with leave to reconnect', async () => {
    const errors: (Error | undefined)[] = [];
    const hub = createTestHub(
      { ...REQUEST_HUB, onDisconnected: (_call, error) => void errors.push(error) },
      { closeOnAuthenticationExpiration: true },
    );
    const client = await hub.connect();
    client.pair.refresh(client.pair.user, EPOCH_MS + 2_500);
    hub.clock.advance(2_000);
    expect(client.isClosed).toBe(false);
    hub.clock.advance(1_000);
    expect(client.pair.sentText.endsWith(CLOSE)).toBe(true);
    await settled();
    expect(client.isClosed).toBe(true);
    expect(errors).toEqual([undefined]);
  });

  test.each([
    ['by default', {}, EPOCH_MS + 2_500],
    ['that never expires', { closeOnAuthenticationExpiration: true }, undefined],
  ])('[SH-138] a connection goes on %s', async (_name, options, expiresAt) => {
    const hub = createTestHub(REQUEST_HUB, options);
    const client = await hub.connect();
    client.pair.refresh(client.pair.user, expiresAt);
    hub.clock.advance(5_000);
    await settled();
    expect(client.isClosed).toBe(false);
  });

  test('[SH-138] a newer authentication puts it off', async () => {
    const hub = createTestHub(REQUEST_HUB, { closeOnAuthenticationExpiration: true });
    const client = await hub.connect();
    client.pair.refresh(client.pair.user, EPOCH_MS + 2_500);
    hub.clock.advance(2_000);
    client.pair.refresh(client.pair.user, EPOCH_MS + 60_000);
    hub.clock.advance(10_000);
    expect(client.isClosed).toBe(false);
  });

  test.each(COMBINATIONS)(
    '[SH-138] an official client comes back with a newer token: $name',
    async (combination) => {
      const clock = new ManualClock();
      await using server = await startServer<AnyContract>(
        REQUEST_HUB,
        { ...AUTHENTICATED, closeOnAuthenticationExpiration: true },
        { clock },
      );
      const tokens = ['ada-member-5000'];
      const accessTokenFactory = () => tokens.at(-1) ?? '';
      await using client = new Client(
        buildConnection(server.url, combination, { accessTokenFactory })
          .withAutomaticReconnect([0])
          .build(),
      );
      await client.connection.start();
      const reconnected = new Promise((resolve) => {
        client.connection.onreconnected(resolve);
      });
      tokens.push('ada-admin-900000');
      clock.advance(6_000);
      await reconnected;
      expect(await client.invoke('whoAmI')).toEqual({ userId: 'ada', role: 'admin' });
    },
  );
});

describe('a refresh', () => {
  test('[SH-139] the hub hears of it, and its calls see the newer user', async () => {
    const heard: unknown[] = [];
    await using server = await startServer<AnyContract>(
      {
        ...REQUEST_HUB,
        onAuthenticationRefreshed: ({ connection }) => void heard.push(connection.user.claims),
      },
      { ...AUTHENTICATED, authenticationRefresh: {} },
    );
    const post = (path: string, token: string): Promise<Response> =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
      });
    const negotiated = await post('/negotiate?negotiateVersion=1', 'ada-member');
    const { connectionToken } = (await negotiated.json()) as { connectionToken: string };
    const id = `id=${connectionToken}`;
    const client = await RawClient.connect(`${server.url}?${id}&access_token=ada-member`);
    const answer = await post(`/refresh?${id}`, 'ada-admin');
    expect(answer.status).toBe(200);
    expect(heard).toEqual([{ role: 'admin' }]);
    const called = new Promise<string>((resolve) => {
      client.socket.once('message', (data: Buffer) => resolve(data.toString()));
    });
    client.send('{"type":1,"invocationId":"1","target":"whoAmI","arguments":[]}\u001e');
    expect(await called).toContain('"role":"admin"');
    expect(server.handle.connectionCount).toBe(1);
  });

  test('[SH-139] a hook that fails is logged, and the connection goes on', async () => {
    const hub = createTestHub({
      ...REQUEST_HUB,
      onAuthenticationRefreshed: async () => {
        throw new Error('no directory');
      },
    });
    const client = await hub.connect();
    client.pair.refresh({ userId: undefined, claims: {} });
    await settled();
    expect(hub.logger.texts('error')).toEqual(['onAuthenticationRefreshed failed']);
    expect(client.isClosed).toBe(false);
  });

  test('[SH-139] before the hub has heard of the connection it hears of no refresh', async () => {
    let refreshes = 0;
    const hub = createTestHub({
      ...REQUEST_HUB,
      onAuthenticationRefreshed: () => {
        refreshes += 1;
      },
    });
    const pair = hub.accept();
    pair.refresh({ userId: undefined, claims: {} });
    await settled();
    expect(refreshes).toBe(0);
  });

  test('[ST-109] where refreshing is turned off the path belongs to the application', async () => {
    await using server = await startServer<AnyContract>(REQUEST_HUB, AUTHENTICATED);
    const answer = await fetch(`${server.url}/refresh`, { method: 'POST' });
    expect(await answer.text()).toBe('not a hub');
  });

  test('[ST-109] where it is turned on it answers there, whatever the case', async () => {
    await using server = await startServer<AnyContract>(REQUEST_HUB, {
      ...AUTHENTICATED,
      authenticationRefresh: {},
    });
    const answer = await fetch(`${server.url}/Refresh/`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ error: 'invalid_token' });
  });
});
