/** Tokens and what is kept of requests. Rules: docs/spec/signalr-transports.md, ST-110 to ST-113. */

import { inspect } from 'node:util';
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { bearerTokenOf } from '../../src/transports/index.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { sendRequest } from './support/http-request.ts';
import { openWebSocket, upgradeOutcome } from './support/web-socket-client.ts';

function requestOf(url: string, headers: Record<string, string> = {}): IncomingMessage {
  return { url, headers } as unknown as IncomingMessage;
}

describe('the bearer token', () => {
  const upgrade = { upgrade: 'websocket' };
  const stream = { accept: 'text/event-stream' };

  test.each([
    ['/hub', { authorization: 'Bearer abc.def' }, 'abc.def'],
    ['/hub', { authorization: 'bearer  abc' }, 'abc'],
    ['/hub', { authorization: 'Basic abc' }, undefined],
    ['/hub', { authorization: 'Bearer' }, undefined],
    ['/hub', {}, undefined],
    ['/hub?access_token=abc', upgrade, 'abc'],
    ['/hub?id=1&ACCESS_TOKEN=abc', upgrade, 'abc'],
    ['/hub?access_token=abc', stream, 'abc'],
    ['/hub?access_token=a%2Fb', stream, 'a/b'],
    ['/hub?access_token=', upgrade, undefined],
    ['/hub?access_token=abc', {}, undefined],
    ['/hub?access_token=query', { ...upgrade, authorization: 'Bearer header' }, 'header'],
  ])('[ST-110] of %s with %j is %s', (url, headers, token) => {
    expect(bearerTokenOf(requestOf(url, headers))).toBe(token);
  });
});

describe('secrets', () => {
  test('[ST-111] no line of the log has a token, a query or a request', async () => {
    await using server = await EndpointServer.start({
      authenticate: (request) => {
        const token = bearerTokenOf(request);
        if (token === 'secret-broken') {
          throw new Error('the directory is down');
        }
        const userId = token?.slice('secret-'.length);
        return { kind: 'accepted', user: { userId, claims: {} } };
      },
      authenticationRefresh: {
        canRefresh: () => {
          throw new Error('not now');
        },
      },
      selectSubProtocol: () => 'unheard-of',
    });
    const url = await server.negotiate({ Authorization: 'Bearer secret-ada' });
    const { search } = new URL(url);
    await openWebSocket(`${url}&access_token=secret-ada`);
    await upgradeOutcome(`${url}&access_token=secret-eve`);
    await upgradeOutcome(`${url}&access_token=secret-broken`);
    await upgradeOutcome(`${server.url()}?access_token=secret-ada`, {
      headers: { 'Sec-WebSocket-Protocol': 'chat' },
    });
    const refresh = `http://${server.host}/hub/refresh${search}`;
    for (const name of ['ada', 'eve', 'broken']) {
      const headers = { Authorization: `Bearer secret-${name}` };
      await sendRequest(refresh, { method: 'POST', headers });
    }
    const written = inspect(server.logger.lines, { depth: 8 });
    expect(server.logger.lines.length).toBeGreaterThan(4);
    expect(written).not.toContain('secret-');
    expect(written).not.toContain(new URLSearchParams(search).get('id'));
    expect(written).not.toMatch(/access_token|IncomingMessage/);
  });

  test('[ST-113] of the opening request its headers, path, address and query are kept, without secrets', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const opening = server.nextConnection();
    await openWebSocket(`${url}&Room=1&room=2&Access_Token=secret`, {
      headers: { Cookie: 'theme=dark' },
    });
    const { request } = (await opening).transport;
    expect(request).toMatchObject({ path: '/hub', remoteAddress: '127.0.0.1' });
    expect(request.headers.cookie).toBe('theme=dark');
    expect([...request.query]).toEqual([['room', '1,2']]);
    expect(inspect(request)).not.toContain('secret');
  });
});
