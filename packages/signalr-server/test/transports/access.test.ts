/** Authentication, origins and CORS. Rules: docs/spec/signalr-transports.md, ST-10 to ST-16. */

import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Authentication } from '../../src/transports/index.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { beginRequest, sendRequest, statusAndBody } from './support/http-request.ts';
import { upgradeOutcome } from './support/web-socket-client.ts';

/** The user is whoever the header names; nobody is 401, `banned` 403, `broken` a failure. */
function authenticateByHeader(request: IncomingMessage): Authentication {
  const name = request.headers.authorization;
  switch (name) {
    case undefined:
      return { kind: 'refused', status: 401 };
    case 'banned':
      return { kind: 'refused', status: 403 };
    case 'broken':
      throw new Error('no directory');
    default:
      return { kind: 'accepted', user: { userId: name, claims: {} } };
  }
}

const ada = { Authorization: 'ada' };

describe('authentication', () => {
  const start = () => EndpointServer.start({ authenticate: authenticateByHeader });

  test.each([
    [{}, '401'],
    [{ Authorization: 'banned' }, '403'],
    [{ Authorization: 'broken' }, '500'],
  ])('[ST-10] every kind of request with %j is %s', async (headers, expected) => {
    await using server = await start();
    const url = await server.negotiate(ada);
    expect(await statusAndBody(server.negotiateUrl, { method: 'POST', headers })).toBe(expected);
    expect(await statusAndBody(url, { headers })).toBe(expected);
    expect(await statusAndBody(url, { method: 'POST', headers })).toBe(expected);
    expect(await statusAndBody(url, { method: 'DELETE', headers })).toBe(expected);
    const stream = { ...headers, Accept: 'text/event-stream' };
    expect(await statusAndBody(url, { headers: stream })).toBe(expected);
    expect(await upgradeOutcome(url, { headers })).toBe(expected);
    expect(server.connections).toEqual([]);
  });

  test('[ST-11] the connection carries its user', async () => {
    await using server = await start();
    const url = await server.negotiate(ada);
    await sendRequest(url, { headers: ada });
    expect(server.connections[0]?.transport.user.userId).toBe('ada');
  });

  test('[ST-11] another user does not find the connection, and no secret is logged', async () => {
    await using server = await start();
    const url = await server.negotiate(ada);
    const headers = { Authorization: 'eve' };
    expect(await statusAndBody(url, { headers })).toBe('404 No Connection with that ID');
    expect(await upgradeOutcome(url, { headers })).toBe('404 No Connection with that ID');
    expect(server.logger.lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
    expect(JSON.stringify(server.logger.lines)).not.toContain(new URL(url).searchParams.get('id'));
    expect(await statusAndBody(url, { headers: ada })).toBe('200');
  });
});

describe('authentication that takes its time', () => {
  const anybody: Authentication = {
    kind: 'accepted',
    user: { userId: undefined, claims: {} },
  };

  test.each([
    ['a poll', {}],
    ['an event stream', { Accept: 'text/event-stream' }],
  ])('[ST-10] %s whose client has gone meanwhile opens nothing', async (_name, headers) => {
    let accept: (value: Authentication) => void = () => undefined;
    const accepted = new Promise<Authentication>((resolve) => (accept = resolve));
    let arrive: (value: IncomingMessage) => void = () => undefined;
    const arrival = new Promise<IncomingMessage>((resolve) => (arrive = resolve));
    await using server = await EndpointServer.start({
      authenticate: (request) => {
        if (request.method === 'POST') {
          return anybody;
        }
        arrive(request);
        return accepted;
      },
    });
    const request = beginRequest(await server.negotiate(), { headers });
    request.on('error', () => request.destroy());
    request.end();
    const { socket } = await arrival;
    const gone = new Promise((resolve) => socket.once('close', resolve));
    request.destroy();
    await gone;
    accept(anybody);
    await server.negotiate();
    expect(server.connections).toEqual([]);
  });
});

describe('origins', () => {
  const foreign = { Origin: 'https://evil.example' };

  test('[ST-12] no origin and the same origin may connect, whatever the scheme', async () => {
    await using server = await EndpointServer.start();
    expect(await upgradeOutcome(server.url())).toBe('101');
    expect(await upgradeOutcome(server.url(), { origin: `http://${server.host}` })).toBe('101');
    expect(await upgradeOutcome(server.url(), { origin: `https://${server.host}` })).toBe('101');
  });

  test.each([
    ['https://chat.example', 'chat.example', true],
    ['https://chat.example', 'chat.example:443', true],
    ['http://chat.example', 'CHAT.example:80', true],
    ['https://chat.example:8443', 'chat.example', false],
    ['https://chat.example.evil.example', 'chat.example', false],
    ['null', 'chat.example', false],
    ['not an origin', 'chat.example', false],
  ])('[ST-12] origin %s on host %s: %s', async (origin, host, isAllowed) => {
    await using server = await EndpointServer.start();
    const headers = { Origin: origin, Host: host };
    const answer = await sendRequest(server.negotiateUrl, { method: 'POST', headers });
    expect(answer.headers['access-control-allow-origin']).toBe(isAllowed ? origin : undefined);
  });

  test("[ST-13] the application's rule replaces the default", async () => {
    await using server = await EndpointServer.start({
      isOriginAllowed: (origin) => origin === 'https://app.example',
    });
    expect(await upgradeOutcome(server.url(), { origin: 'https://app.example' })).toBe('101');
    expect(await upgradeOutcome(server.url(), { origin: `http://${server.host}` })).toBe('403');
    expect(await upgradeOutcome(server.url())).toBe('101');
  });

  test('[ST-14] an upgrade from another origin is 403', async () => {
    await using server = await EndpointServer.start();
    expect(await upgradeOutcome(server.url(), { origin: 'https://evil.example' })).toBe('403');
    expect(server.connections).toEqual([]);
  });

  test('[ST-15] an allowed origin is named, with credentials, on every answer', async () => {
    await using server = await EndpointServer.start({ isOriginAllowed: () => true });
    const headers = { Origin: 'https://app.example' };
    const url = await server.negotiate();
    for (const answer of [
      await sendRequest(server.negotiateUrl, { method: 'POST', headers }),
      await sendRequest(url, { headers }),
      await sendRequest(url, { method: 'POST', headers }),
      await sendRequest(server.url('?id=unknown'), { headers }),
    ]) {
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
      });
    }
  });

  test('[ST-15] another origin gets no permission', async () => {
    await using server = await EndpointServer.start();
    const answer = await sendRequest(server.negotiateUrl, { method: 'POST', headers: foreign });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('[ST-16] a preflight needs no authentication', async () => {
    await using server = await EndpointServer.start({
      isOriginAllowed: (origin) => origin === 'https://app.example',
      authenticate: () => ({ kind: 'refused', status: 401 }),
    });
    const asked = {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-requested-with,authorization',
    };
    const allowed = await sendRequest(server.negotiateUrl, {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example', ...asked },
    });
    expect(allowed.status).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'x-requested-with,authorization',
    });
    const refused = await sendRequest(server.negotiateUrl, {
      method: 'OPTIONS',
      headers: { ...foreign, ...asked },
    });
    expect(refused.status).toBe(204);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    expect(refused.headers).not.toHaveProperty('access-control-allow-methods');
  });
});
