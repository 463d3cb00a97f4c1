/** Newer tokens for connections that go on. Rules: docs/spec/signalr-transports.md, ST-105 to ST-109. */

import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import type {
  Authentication,
  AuthenticationRefresh,
  AuthenticationRefreshOptions,
} from '../../src/transports/index.ts';
import { EPOCH_MS } from '../support/manual-clock.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { type Answer, sendRequest } from './support/http-request.ts';
import { openWebSocket } from './support/web-socket-client.ts';

/** `name role lifetime`, each of which may be missing; `forged` and `banned` are refused. */
function authenticateByHeader({ headers }: IncomingMessage): Authentication {
  const [userId, role, lifetimeMs] = headers.authorization?.split(' ') ?? [];
  if (userId === 'forged' || userId === 'banned') {
    return { kind: 'refused', status: userId === 'forged' ? 401 : 403 };
  }
  const expiresAt = lifetimeMs === undefined ? undefined : EPOCH_MS + Number(lifetimeMs);
  return { kind: 'accepted', user: { userId, claims: { role } }, expiresAt };
}

function start(authenticationRefresh?: AuthenticationRefreshOptions): Promise<EndpointServer> {
  return EndpointServer.start({ authenticate: authenticateByHeader, authenticationRefresh });
}

const as = (Authorization: string) => ({ Authorization });

/** A connection of Ada's over WebSockets, and the query that names it. */
async function connect(server: EndpointServer): Promise<string> {
  const url = await server.negotiate(as('ada member 60000'));
  const opening = server.nextConnection();
  await openWebSocket(url, { headers: as('ada member 60000') });
  await opening;
  return new URL(url).search;
}

function refresh(server: EndpointServer, query: string, authorization?: string): Promise<Answer> {
  const headers = authorization === undefined ? {} : as(authorization);
  return sendRequest(`http://${server.host}/hub/refresh${query}`, { method: 'POST', headers });
}

describe('what negotiate says of it', () => {
  test.each([
    ['60000', 60],
    ['1999', 1],
    ['500', 0],
    ['0', undefined],
    ['-1', undefined],
    [String(2 ** 50), 2_147_483_647],
  ])('[ST-105] an authentication for %s ms has a lifetime of %j s', async (lifetime, seconds) => {
    await using server = await start({});
    const url = `${server.negotiateUrl}?negotiateVersion=1`;
    const headers = as(`ada member ${lifetime}`);
    const { body } = await sendRequest(url, { method: 'POST', headers });
    expect(
      (JSON.parse(body) as object & { tokenLifetimeSeconds?: number }).tokenLifetimeSeconds,
    ).toBe(seconds);
  });

  test.each([
    ['refreshing is turned off', undefined, 'ada member 60000'],
    ['the authentication never ends', {}, 'ada member'],
  ])('[ST-105] there is no lifetime where %s', async (_name, options, authorization) => {
    await using server = await start(options);
    const headers = as(authorization);
    const { body } = await sendRequest(server.negotiateUrl, { method: 'POST', headers });
    expect(JSON.parse(body)).not.toHaveProperty('tokenLifetimeSeconds');
  });
});

describe('a refresh', () => {
  test('[ST-106] it is answered with its time and the new lifetime, and the connection has the new user', async () => {
    await using server = await start({});
    const query = await connect(server);
    const { transport } = server.connections[0] ?? {};
    let refreshes = 0;
    transport?.onAuthenticationRefreshed(() => {
      refreshes += 1;
    });
    const answer = await refresh(server, query, 'ada admin 120000');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(answer.body.length),
    });
    expect(JSON.parse(answer.body)).toEqual({
      connectionId: transport?.connectionId,
      refreshedAt: new Date(EPOCH_MS).toISOString(),
      tokenLifetimeSeconds: 120,
    });
    expect(transport).toMatchObject({
      user: { userId: 'ada', claims: { role: 'admin' } },
      expiresAt: EPOCH_MS + 120_000,
    });
    expect(refreshes).toBe(1);
  });

  test('[ST-106] an authentication that never ends has no lifetime', async () => {
    await using server = await start({});
    const query = await connect(server);
    const { body } = await refresh(server, query, 'ada admin');
    expect(JSON.parse(body)).not.toHaveProperty('tokenLifetimeSeconds');
  });

  test('[ST-106] it may end earlier than the one before', async () => {
    await using server = await start({});
    const query = await connect(server);
    await refresh(server, query, 'ada guest 1000');
    expect(server.connections[0]?.transport.expiresAt).toBe(EPOCH_MS + 1_000);
  });

  test('[ST-106] a connection that is only negotiated yet may refresh too', async () => {
    await using server = await start({});
    const { search } = new URL(await server.negotiate(as('ada')));
    expect((await refresh(server, search, 'ada admin 1000')).status).toBe(200);
  });
});

describe('a refresh that is refused', () => {
  test.each([
    ['', 'ada', 400, 'missing_connection_token', "The 'id' query string parameter is required."],
    [
      '?id=',
      'ada',
      400,
      'missing_connection_token',
      "The 'id' query string parameter is required.",
    ],
    ['?id=none', 'ada', 404, 'connection_not_found', 'No active connection with the specified ID.'],
    [undefined, 'forged', 401, 'invalid_token', 'Authentication failed.'],
    [undefined, undefined, 401, 'invalid_token', 'Authentication failed.'],
  ])('[ST-107] query %s as %s is %i %s', async (given, authorization, status, error, text) => {
    await using server = await start({});
    const query = await connect(server);
    const answer = await refresh(server, given ?? query, authorization);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toBe(JSON.stringify({ error, error_description: text }));
    expect(server.connections[0]?.transport.user.claims).toEqual({ role: 'member' });
  });

  test('[ST-107] the id that version 0 of negotiate uses names nothing here', async () => {
    await using server = await start({});
    const { body } = await sendRequest(server.negotiateUrl, { method: 'POST', headers: as('ada') });
    const { connectionId } = JSON.parse(body) as { connectionId: string };
    const answer = await refresh(server, `?id=${connectionId}`, 'ada');
    expect(answer.body).toContain('connection_not_found');
  });

  test('[ST-107] any other method is 405, and a user who is refused 403, in plain text', async () => {
    await using server = await start({});
    const query = await connect(server);
    const headers = as('ada');
    const got = await sendRequest(`http://${server.host}/hub/refresh${query}`, { headers });
    expect([got.status, got.headers['content-type'], got.body]).toEqual([405, 'text/plain', '']);
    const banned = await refresh(server, query, 'banned');
    expect([banned.status, banned.body]).toEqual([403, '']);
  });

  test('[ST-107] without the option it is 404', async () => {
    await using server = await start();
    const answer = await refresh(server, await connect(server), 'ada');
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'refresh_disabled',
      error_description: 'Auth refresh is not enabled for this endpoint.',
    });
  });

  test.each([
    ['another user', {}, 'eve admin'],
    ['one whom the application refuses', { canRefresh: () => false }, 'ada admin'],
    ['one whom it refuses later', { canRefresh: async () => false }, 'ada admin'],
  ])('[ST-108] %s is 403, and the connection stays as it was', async (_name, options, who) => {
    await using server = await start(options);
    const query = await connect(server);
    const answer = await refresh(server, query, who);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'permission_change_rejected' });
    const { transport, closedCount } = server.connections[0] ?? {};
    expect(transport?.user).toEqual({ userId: 'ada', claims: { role: 'member' } });
    expect(closedCount).toBe(0);
  });

  test('[ST-108] the application sees the older user and the newer', async () => {
    const seen: AuthenticationRefresh[] = [];
    await using server = await start({
      canRefresh: (attempt) => {
        seen.push(attempt);
        return true;
      },
    });
    const query = await connect(server);
    await refresh(server, query, 'ada admin 5000');
    await refresh(server, query, 'ada owner');
    expect(seen).toMatchObject([
      {
        connectionId: server.connections[0]?.transport.connectionId,
        previousUser: { claims: { role: 'member' } },
        user: { claims: { role: 'admin' } },
        expiresAt: EPOCH_MS + 5_000,
      },
      { previousUser: { claims: { role: 'admin' } }, user: { claims: { role: 'owner' } } },
    ]);
  });

  test('[ST-108] an application that throws is 500, and logged without the secret', async () => {
    await using server = await start({
      canRefresh: () => {
        throw new Error('no directory');
      },
    });
    const query = await connect(server);
    expect((await refresh(server, query, 'ada admin')).status).toBe(500);
    expect(server.logger.texts('error')).toEqual(['a refresh failed unexpectedly']);
  });

  test('[ST-108] a connection that ends while the application is asked is not found', async () => {
    await using server = await start({
      canRefresh: () => {
        server.connections[0]?.transport.abort();
        return true;
      },
    });
    const answer = await refresh(server, await connect(server), 'ada admin');
    expect(answer.body).toContain('connection_not_found');
  });
});
