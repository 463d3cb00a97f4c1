/** The negotiate exchange. Rules: docs/spec/signalr-transports.md, ST-1 to ST-8. */

import { describe, expect, test } from 'vitest';
import { parseRequestQuery } from '../../src/transports/http/request-query.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { sendRequest, statusAndBody } from './support/http-request.ts';
import { openWebSocket } from './support/web-socket-client.ts';

const ID = /^[A-Za-z0-9_-]{22}$/;

interface NegotiateBody {
  readonly connectionId: string;
  readonly connectionToken?: string;
}

async function negotiate(server: EndpointServer, query: string): Promise<NegotiateBody> {
  const answer = await sendRequest(`${server.negotiateUrl}${query}`, { method: 'POST' });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body) as NegotiateBody;
}

describe('negotiate', () => {
  test.each(['', '?negotiateVersion=0'])(
    '[ST-1] version 0 has no token, and its id opens the connection: %j',
    async (query) => {
      await using server = await EndpointServer.start();
      const body = await negotiate(server, query);
      expect(body).toEqual({
        negotiateVersion: 0,
        connectionId: expect.stringMatching(ID),
        availableTransports: expect.any(Array),
      });
      const opening = server.nextConnection();
      await openWebSocket(server.url(`?id=${body.connectionId}`));
      const { transport } = await opening;
      expect(transport.connectionId).toBe(body.connectionId);
    },
  );

  test.each(['1', '2', '99', ' 1 ', '+1'])(
    '[ST-2] version %j is answered with version 1 and a token',
    async (version) => {
      await using server = await EndpointServer.start();
      const body = await negotiate(server, `?negotiateVersion=${encodeURIComponent(version)}`);
      expect(body).toEqual({
        negotiateVersion: 1,
        connectionId: expect.stringMatching(ID),
        connectionToken: expect.stringMatching(ID),
        availableTransports: expect.any(Array),
      });
    },
  );

  test('[ST-2] the token opens the connection, and the id does not', async () => {
    await using server = await EndpointServer.start();
    const { connectionId, connectionToken } = await negotiate(server, '?negotiateVersion=1');
    expect(await statusAndBody(server.url(`?id=${connectionId}`))).toBe(
      '404 No Connection with that ID',
    );
    expect(await statusAndBody(server.url(`?id=${connectionToken}`))).toBe('200');
  });

  test.each([
    ['', 'The client requested a non-integer protocol version.'],
    ['one', 'The client requested a non-integer protocol version.'],
    ['1.5', 'The client requested a non-integer protocol version.'],
    ['4294967296', 'The client requested a non-integer protocol version.'],
    ['1&negotiateVersion=1', 'The client requested a non-integer protocol version.'],
    ['-1', "The client requested version '-1', but the server does not support this version."],
  ])('[ST-3] version %j is an error with status 200', async (version, error) => {
    await using server = await EndpointServer.start();
    const body = await negotiate(server, `?negotiateVersion=${version}`);
    expect(body).toEqual({ error });
    // Nothing was created that could time out.
    expect(server.clock.hasTimer(15_000)).toBe(false);
  });

  test('[ST-4] names in the query match in any case', async () => {
    await using server = await EndpointServer.start();
    const { connectionToken } = await negotiate(server, '?NEGOTIATEVERSION=1');
    expect(await statusAndBody(server.url(`?Id=${connectionToken}`))).toBe('200');
  });

  test('[ST-4] a name that stands twice has both values', () => {
    expect([...parseRequestQuery('/hub?Tag=a&id=1&TAG=b')]).toEqual([
      ['tag', 'a,b'],
      ['id', '1'],
    ]);
  });

  test('[ST-5] ids and tokens never repeat', async () => {
    await using server = await EndpointServer.start();
    const bodies = await Promise.all(
      Array.from({ length: 20 }, () => negotiate(server, '?negotiateVersion=1')),
    );
    const secrets = bodies.flatMap((body) => [body.connectionId, body.connectionToken]);
    expect(new Set(secrets).size).toBe(40);
    expect(Buffer.from(secrets[0] ?? '', 'base64url')).toHaveLength(16);
  });

  test('[ST-6] all transports are offered in the order in which a client tries them', async () => {
    await using server = await EndpointServer.start();
    expect(await negotiate(server, '')).toMatchObject({
      availableTransports: [
        { transport: 'WebSockets', transferFormats: ['Text', 'Binary'] },
        { transport: 'ServerSentEvents', transferFormats: ['Text'] },
        { transport: 'LongPolling', transferFormats: ['Text', 'Binary'] },
      ],
    });
  });

  test('[ST-6] a transport that is turned off is not offered', async () => {
    await using server = await EndpointServer.start({ transports: ['LongPolling', 'WebSockets'] });
    expect(await negotiate(server, '')).toMatchObject({
      availableTransports: [{ transport: 'WebSockets' }, { transport: 'LongPolling' }],
    });
  });

  test('[ST-7] the answer is JSON of a known length', async () => {
    await using server = await EndpointServer.start();
    const { headers, body } = await sendRequest(server.negotiateUrl, { method: 'POST' });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['content-length']).toBe(String(body.length));
  });

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('[ST-8] %s is 405', async (method) => {
    await using server = await EndpointServer.start();
    const answer = await sendRequest(server.negotiateUrl, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers['content-type']).toBe('text/plain');
  });
});
