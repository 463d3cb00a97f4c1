/** What an application may decide about negotiate. Rules: docs/spec/signalr-transports.md, ST-103, ST-104, ST-112, ST-114. */

import { describe, expect, test } from 'vitest';
import { EndpointServer } from './support/endpoint-server.ts';
import { sendRequest } from './support/http-request.ts';
import { rawUpgrade } from './support/raw-web-socket.ts';

const negotiate = (server: EndpointServer, query = '', headers = {}) =>
  sendRequest(`${server.negotiateUrl}${query}`, { method: 'POST', headers });

describe('the lowest version', () => {
  test.each([
    ['', '0'],
    ['?negotiateVersion=0', '0'],
    ['?negotiateVersion=-3', '-3'],
  ])('[ST-103] %j is an error with status 200', async (query, version) => {
    await using server = await EndpointServer.start({ minimumProtocolVersion: 1 });
    const { status, body } = await negotiate(server, query);
    expect(status).toBe(200);
    expect(body).toBe(
      `{"error":"The client requested version '${version}', but the server does not support this version."}`,
    );
    expect(server.clock.hasTimer(15_000)).toBe(false);
  });

  test.each(['1', '7'])('[ST-103] version %s is answered', async (version) => {
    await using server = await EndpointServer.start({ minimumProtocolVersion: 1 });
    const { body } = await negotiate(server, `?negotiateVersion=${version}`);
    expect(JSON.parse(body)).toMatchObject({ negotiateVersion: 1 });
  });

  test('[ST-103] zero, given explicitly, is the default', async () => {
    await using server = await EndpointServer.start({ minimumProtocolVersion: 0 });
    expect(JSON.parse((await negotiate(server)).body)).toMatchObject({ negotiateVersion: 0 });
  });
});

describe('another server', () => {
  test('[ST-104] a client that is sent there is told where, and nothing is created', async () => {
    await using server = await EndpointServer.start({
      redirect: async () => ({ url: 'https://other.example/hub', accessToken: 'token' }),
    });
    const { status, body } = await negotiate(server, '?negotiateVersion=1');
    expect(status).toBe(200);
    expect(body).toBe(
      '{"negotiateVersion":0,"url":"https://other.example/hub","accessToken":"token","availableTransports":[]}',
    );
    expect(server.clock.hasTimer(15_000)).toBe(false);
  });

  test('[ST-104] it may need no token, and concern some users alone', async () => {
    await using server = await EndpointServer.start({
      authenticate: ({ headers }) => ({
        kind: 'accepted',
        user: { userId: headers.authorization, claims: {} },
      }),
      redirect: (_request, { userId }) =>
        userId === 'ada' ? { url: 'https://other.example/hub' } : undefined,
    });
    const ada = await negotiate(server, '', { Authorization: 'ada' });
    expect(JSON.parse(ada.body)).not.toHaveProperty('accessToken');
    const eve = await negotiate(server, '', { Authorization: 'eve' });
    expect(JSON.parse(eve.body)).toHaveProperty('connectionId');
  });

  test('[ST-104] an application that throws is 500, and logged', async () => {
    await using server = await EndpointServer.start({
      redirect: () => {
        throw new Error('no other server');
      },
    });
    expect((await negotiate(server)).status).toBe(500);
    expect(server.logger.texts('error')).toHaveLength(1);
  });
});

describe('a client that is turned away', () => {
  test('[ST-146] reads the sentence, and nothing is created', async () => {
    const seen: unknown[] = [];
    await using server = await EndpointServer.start({
      authenticate: () => ({
        kind: 'accepted',
        user: { userId: 'ada', claims: {} },
        expiresAt: 5_000,
      }),
      redirect: (_request, user, expiresAt) => {
        seen.push(user.userId, expiresAt);
        return { status: 429, text: 'Too many.' };
      },
    });
    const { status, body } = await negotiate(server, '?negotiateVersion=1');
    expect({ status, body, seen }).toEqual({
      status: 429,
      body: 'Too many.',
      seen: ['ada', 5_000],
    });
    expect(server.clock.hasTimer(15_000)).toBe(false);
  });
});

describe('sub-protocols', () => {
  test('[ST-112] the application chooses among those that are offered', async () => {
    const offers: (readonly string[])[] = [];
    await using server = await EndpointServer.start({
      selectSubProtocol: (offered) => {
        offers.push(offered);
        return offered.at(-1);
      },
    });
    const { socket, headers } = await rawUpgrade(server.url(), {
      'Sec-WebSocket-Protocol': 'chat, superchat',
    });
    expect(headers['sec-websocket-protocol']).toBe('superchat');
    expect(offers).toEqual([['chat', 'superchat']]);
    socket.destroy();
  });

  test.each([
    ['chooses what was not offered', () => 'other'],
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
    ],
  ])('[ST-112] where it %s none is agreed to, and that is logged', async (_name, select) => {
    await using server = await EndpointServer.start({ selectSubProtocol: select });
    const { socket, headers } = await rawUpgrade(server.url(), {
      'Sec-WebSocket-Protocol': 'chat',
    });
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
    expect(server.logger.texts('error')).toEqual(['no sub-protocol could be chosen']);
    socket.destroy();
  });
});

describe('another origin', () => {
  test('[ST-114] negotiate answers it as any other, without leave to read the answer', async () => {
    await using server = await EndpointServer.start();
    const { status, body, headers } = await negotiate(server, '', {
      Origin: 'https://evil.example',
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toHaveProperty('connectionId');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});
