/** Where servers and clients go, and what they show there. Rules: docs/spec/azure-signalr.md, AZ-5 to AZ-10. */

import { describe, expect, test } from 'vitest';
import { EPOCH_MS } from '../../../signalr-server/test/support/manual-clock.ts';
import { createAccessToken } from '../../src/endpoints/access-token.ts';
import type { EndpointsSettings } from '../../src/endpoints/create-service-endpoints.ts';
import type { ServerAddressQuery } from '../../src/endpoints/service-endpoint.ts';
import { serviceHubName } from '../../src/endpoints/service-hub-name.ts';
import {
  ACCESS_KEY,
  ANYBODY,
  createEndpoint,
  createEndpoints,
  PLAIN_TERMS,
  SERVER_NAME,
} from '../support/create-endpoints.ts';
import { readToken } from '../support/read-token.ts';

const SERVER_CONNECTION: ServerAddressQuery = {
  hub: 'chat',
  connectionId: '6a0e9c0e-93d9-4f3b-a1a7-0c4f4bb8d3a1',
};
const AN_HOUR_S = 3600;
const NOW_S = EPOCH_MS / 1000;
const ELSEWHERE = `Endpoint=https://parley.example:444;ClientEndpoint=https://c.example:445;ServerEndpoint=http://s.example;AccessKey=${ACCESS_KEY}`;

describe('the server’s address', () => {
  test('[AZ-5] has the hub, the connection’s id and the instance that asked for it', async () => {
    const endpoint = createEndpoint();
    const { connectionId } = SERVER_CONNECTION;

    expect((await endpoint.serverAddress(SERVER_CONNECTION)).url).toBe(
      `ws://localhost:8888/server/?hub=chat&cid=${connectionId}`,
    );
    expect((await endpoint.serverAddress({ ...SERVER_CONNECTION, target: 'a&b=c' })).url).toBe(
      `ws://localhost:8888/server/?hub=chat&cid=${connectionId}&target=a%26b%3Dc`,
    );
  });

  test('[AZ-5] is that of the server endpoint, by TLS where that is', async () => {
    const { url } = await createEndpoint(ELSEWHERE).serverAddress(SERVER_CONNECTION);
    const secure = createEndpoint(`Endpoint=https://parley.example;AccessKey=${ACCESS_KEY}`);

    expect(url).toMatch(/^ws:\/\/s\.example\/server\/\?hub=chat&/);
    expect((await secure.serverAddress(SERVER_CONNECTION)).url).toMatch(
      /^wss:\/\/parley\.example\/server\//,
    );
  });

  test.each([
    ['/chat', undefined, 'chat'],
    ['ChatHub', undefined, 'chathub'],
    ['/hubs/team-chat/', '', 'hubs_team_chat'],
    ['chat', 'Parley', 'parley_chat'],
  ])('[AZ-39] the hub %s of the application %s is %s', (hubName, applicationName, name) => {
    expect(serviceHubName(hubName, applicationName)).toBe(name);
  });

  test.each([
    ['/', undefined],
    ['/', 'parley'],
    ['/1', undefined],
    ['/chät', undefined],
    ['/a&hub=b', undefined],
    ['/chat', 'my app'],
  ])('[AZ-39] the hub %s of the application %s has no name there', (hubName, applicationName) => {
    expect(() => serviceHubName(hubName, applicationName)).toThrow(TypeError);
  });
});

describe('a token', () => {
  test('[AZ-7] is what RFC 7515 says of its parts, to the byte', () => {
    const token = createAccessToken(
      {
        audience: 'http://localhost/client/?hub=chat',
        claims: [{ type: 'asrs.s.uid', value: 'é' }],
        issuedAt: 1_700_000_000_999,
        expiresAt: 1_700_003_600_999,
      },
      { accessKey: ACCESS_KEY, keyId: undefined },
      'HS256',
    );

    // By: printf '%s' "$header.$payload" | openssl dgst -sha256 -hmac "$key" -binary | basenc --base64url
    expect(token).toBe(
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhc3JzLnMudWlkIjoiw6kiLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMzYwMCwiaWF0IjoxNzAwMDAwMDAwLCJhdWQiOiJodHRwOi8vbG9jYWxob3N0L2NsaWVudC8_aHViPWNoYXQifQ.rZH73qshuHvQl-w7WCW6PtB2mQ-WhizozAlZItLQ5NA',
    );
  });

  test('[AZ-7] holds for an hour, from now', async () => {
    const { accessToken } = await createEndpoint().serverAddress(SERVER_CONNECTION);
    const { header, payload } = readToken(accessToken, ACCESS_KEY);

    expect(header).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toMatchObject({ nbf: NOW_S, iat: NOW_S, exp: NOW_S + AN_HOUR_S });
  });

  test('[AZ-7] holds for as long as the application says', async () => {
    const [endpoint] = createEndpoints({
      endpoints: ELSEWHERE,
      accessTokenLifetimeMs: 60_000,
    });
    const { accessToken = '' } = (await endpoint?.clientAddress(ANYBODY)) ?? {};

    expect(readToken(accessToken, ACCESS_KEY).payload).toMatchObject({ exp: NOW_S + 60 });
    expect(() => createEndpoints({ endpoints: ELSEWHERE, accessTokenLifetimeMs: 0 })).toThrow(
      RangeError,
    );
  });

  test('[AZ-7] is signed by no other key, and by the key’s text rather than what it is Base64 of', async () => {
    const { accessToken } = await createEndpoint().serverAddress(SERVER_CONNECTION);
    const decoded = Buffer.from(ACCESS_KEY, 'base64').toString('latin1');

    expect(() => readToken(accessToken, ACCESS_KEY)).not.toThrow();
    expect(() => readToken(accessToken, decoded)).toThrow('another key');
  });

  test('[AZ-169] is signed by SHA-512 where the application says so, to the byte', () => {
    const token = createAccessToken(
      {
        audience: 'http://localhost/server/?hub=chat',
        claims: [{ type: 'nameid', value: 'é' }],
        issuedAt: 1_700_000_000_999,
        expiresAt: 1_700_003_600_999,
      },
      { accessKey: ACCESS_KEY, keyId: undefined },
      'HS512',
    );

    // By: printf '%s' "$header.$payload" | openssl dgst -sha512 -hmac "$key" -binary | basenc --base64url
    expect(token).toBe(
      'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJuYW1laWQiOiLDqSIsIm5iZiI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwLCJpYXQiOjE3MDAwMDAwMDAsImF1ZCI6Imh0dHA6Ly9sb2NhbGhvc3Qvc2VydmVyLz9odWI9Y2hhdCJ9.oRnSjfHVlcXUFC42T2Ke8DArzJWX9MD3qQTZFOny7PPCg8DbiXKK1heNqwQf_FVwc5lS_85i8FKUOKBxO-6rLQ',
    );
  });

  test('[AZ-169] of servers and clients says what has signed it', async () => {
    const [endpoint] = createEndpoints({ endpoints: ELSEWHERE, accessTokenAlgorithm: 'HS512' });
    const addresses = [
      await endpoint?.serverAddress(SERVER_CONNECTION),
      await endpoint?.clientAddress(ANYBODY),
    ];

    expect(
      addresses.map((address) => readToken(address?.accessToken ?? '', ACCESS_KEY).header),
    ).toEqual([
      { alg: 'HS512', typ: 'JWT' },
      { alg: 'HS512', typ: 'JWT' },
    ]);
    const settings = { endpoints: ELSEWHERE, accessTokenAlgorithm: 'none' };
    expect(() => createEndpoints(settings as EndpointsSettings)).toThrow(
      new TypeError('accessTokenAlgorithm is HS256 or HS512, not none'),
    );
  });

  test('[AZ-8] is for the endpoint without its port, wherever it is shown', async () => {
    const near = createEndpoint();
    const far = createEndpoint(ELSEWHERE);
    const audiences = await Promise.all(
      [near, far].flatMap((endpoint) => [
        endpoint.serverAddress(SERVER_CONNECTION),
        endpoint.clientAddress(ANYBODY),
      ]),
    );

    expect(
      audiences.map(({ accessToken }) => readToken(accessToken, ACCESS_KEY).payload['aud']),
    ).toEqual([
      'http://localhost/server/?hub=chat',
      'http://localhost/client/?hub=chat',
      'https://parley.example/server/?hub=chat',
      'https://parley.example/client/?hub=chat',
    ]);
  });

  test('[AZ-9] of a server names the server', async () => {
    const { accessToken } = await createEndpoint().serverAddress(SERVER_CONNECTION);

    expect(readToken(accessToken, ACCESS_KEY).payload['nameid']).toBe(SERVER_NAME);
  });

  test('[AZ-9] of a client has a list for what repeats', async () => {
    const user = { userId: 'ada', claims: { role: ['admin', 'author'], email: 'ada@example.com' } };
    const { accessToken } = await createEndpoint().clientAddress({ ...ANYBODY, user });

    expect(readToken(accessToken, ACCESS_KEY).payload).toMatchObject({
      'asrs.s.uid': 'ada',
      nameid: 'ada',
      role: ['admin', 'author'],
      email: 'ada@example.com',
    });
  });

  test('[AZ-10] of a client has at most 4,096 characters', async () => {
    const endpoint = createEndpoint();
    const tokenWith = async (length: number): Promise<string> => {
      const user = { userId: undefined, claims: { text: 'x'.repeat(length) } };
      return (await endpoint.clientAddress({ ...ANYBODY, user })).accessToken;
    };
    const overhead = (await tokenWith(0)).length;
    const longest = Math.floor(((4096 - overhead) * 3) / 4);

    expect((await tokenWith(longest)).length).toBeLessThanOrEqual(4096);
    await expect(tokenWith(longest + 3)).rejects.toMatchObject({ code: 'token-too-long' });
  });

  test('[AZ-15] of a client holds no longer than its user’s authentication', async () => {
    const address = (expiresAt: number): Promise<{ accessToken: string }> =>
      createEndpoint().clientAddress({ ...ANYBODY, expiresAt });
    const early = await address(EPOCH_MS + 90_500);
    const late = await address(EPOCH_MS + 7_200_000);

    expect(readToken(early.accessToken, ACCESS_KEY).payload).toMatchObject({ exp: NOW_S + 90 });
    expect(readToken(late.accessToken, ACCESS_KEY).payload).toMatchObject({
      exp: NOW_S + AN_HOUR_S,
    });
  });
});

describe('what the service is to keep', () => {
  async function termsOf(
    terms: Partial<typeof PLAIN_TERMS>,
    expiresAt?: number,
  ): Promise<Readonly<Record<string, unknown>>> {
    const query = { ...ANYBODY, expiresAt, terms: { ...PLAIN_TERMS, ...terms } };
    const { accessToken } = await createEndpoint().clientAddress(query);
    const { payload } = readToken(accessToken, ACCESS_KEY);
    return Object.fromEntries(Object.entries(payload).filter(([type]) => type.startsWith('asrs.')));
  }

  test('[AZ-16] is not said when it is as the service has it', async () => {
    expect(await termsOf({})).toEqual({});
    expect(
      await termsOf({ options: { handshakeTimeoutMs: 15_000, hasDetailedErrors: false } }),
    ).toEqual({});
    expect(
      await termsOf({ options: { closeOnAuthenticationExpiration: true } }, undefined),
    ).toEqual({});
    expect(await termsOf({ options: {} }, EPOCH_MS)).toEqual({});
  });

  test('[AZ-16] is a claim for each thing', async () => {
    expect(
      await termsOf(
        {
          options: {
            handshakeTimeoutMs: 4_100,
            hasDetailedErrors: true,
            pollTimeoutMs: 20_000,
            transports: ['WebSockets', 'LongPolling'],
            closeOnAuthenticationExpiration: true,
          },
          endpointCount: 3,
          stickiness: 'required',
        },
        EPOCH_MS + 500,
      ),
    ).toEqual({
      'asrs.s.cht': '5',
      'asrs.s.derror': 'True',
      'asrs.s.ttl': '20',
      'asrs.s.htt': '5',
      'asrs.s.coae': 'true',
      'asrs.s.aeo': String(NOW_S),
      'asrs.s.secn': '3',
      'asrs.s.sn': SERVER_NAME,
      'asrs.s.ssticky': 'Required',
    });
    expect(await termsOf({ stickiness: 'preferred' })).toMatchObject({
      'asrs.s.ssticky': 'Preferred',
    });
  });

  test('[AZ-16] stays within what the service accepts', async () => {
    const options = { handshakeTimeoutMs: 600_000, pollTimeoutMs: 600_000 };

    expect(await termsOf({ options })).toEqual({ 'asrs.s.cht': '30', 'asrs.s.ttl': '300' });
    expect(await termsOf({ options: { handshakeTimeoutMs: 1, pollTimeoutMs: 1 } })).toEqual({
      'asrs.s.cht': '1',
      'asrs.s.ttl': '1',
    });
  });
});
