/** Official clients that are let in, and those that are not. Rules: docs/spec/azure-signalr.md, AZ-11, AZ-17 to AZ-27. */

import { inspect } from 'node:util';
import { HttpTransportType, JsonHubProtocol } from '@microsoft/signalr';
import type { ConnectedUser } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../../azure-signalr-emulator/src/index.ts';
import {
  buildConnection,
  COMBINATIONS,
  connect,
} from '../../../signalr-server/test/support/official-client.ts';
import type { Client } from '../../../signalr-server/test/support/official-client.ts';
import type { SeenCaller } from '../support/served-mirror.ts';
import { serveMirror, ShiftedClock } from '../support/served-mirror.ts';

const A_MINUTE_MS = 60_000;
const JSON_CLIENT = {
  name: 'WebSockets, JSON',
  transport: HttpTransportType.WebSockets,
  createProtocol: () => new JsonHubProtocol(),
};

interface Redirect {
  readonly url: string;
  readonly accessToken: string;
}

async function negotiateAt(url: string): Promise<Response> {
  return fetch(`${url}/negotiate?negotiateVersion=1`, { method: 'POST' });
}

async function redirectAt(url: string): Promise<Redirect> {
  return (await (await negotiateAt(url)).json()) as Redirect;
}

async function isSentTo(url: string, serviceUrl: string): Promise<boolean> {
  const answer = await negotiateAt(url);
  return answer.ok && ((await answer.json()) as Redirect).url.startsWith(serviceUrl);
}

async function startErrorAt(url: string, token?: string): Promise<string> {
  const options = token === undefined ? {} : { accessTokenFactory: () => token };
  const connection = buildConnection(url, JSON_CLIENT, options).build();
  return connection.start().then(
    () => 'started',
    (error: unknown) => String(error),
  );
}

describe('a user that negotiates', () => {
  const users: readonly ConnectedUser[] = [
    { userId: undefined, claims: {} },
    {
      userId: 'ada',
      claims: { role: ['admin', 'author'], roles: ['one'], sub: 'x', 'asrs.s.uid': 'eve' },
    },
    {
      userId: 'zoë \u0000 & = ?',
      claims: { exp: 'never', deep: { list: [1, null, { a: [] }] }, no: false },
    },
    { userId: 'guest-7', claims: { '': 'empty', at: '2026-01-01T00:00:00Z' }, isAnonymous: true },
    { userId: undefined, claims: { name: 'robot' }, isAnonymous: false },
  ];

  test.each(COMBINATIONS)('[AZ-11] is the hub’s user, over $name', async (combination) => {
    let user = users[0];
    await using mirror = await serveMirror({
      hub: {
        authenticate: () => ({ kind: 'accepted', user: user ?? { userId: 'x', claims: {} } }),
      },
    });
    await mirror.reached('online');
    for (user of users) {
      await using client = await connect(`${mirror.server.url}?room=a%26b`, combination);

      const seen = (await client.invoke('whoAmI')) as SeenCaller;
      expect(seen).toEqual({
        userId: user.userId ?? null,
        claims: user.claims,
        isAnonymous: user.isAnonymous ?? null,
        query: expect.objectContaining({ room: 'a&b' }),
      });
    }
  });

  test('[AZ-17] [AZ-18] [AZ-19] comes to a server that only Entra knows', async () => {
    await using mirror = await serveMirror({
      emulator: { acceptsEntraTokens: true, accessKey: 'a key that the server is not told of' },
      endpoints: ({ url }) => [
        {
          connectionString: `Endpoint=${url}`,
          credential: { getToken: () => Promise.resolve({ token: 'e30.e30.c2ln' }) },
        },
      ],
    });
    await mirror.reached('online');
    await using client = await connect(mirror.server.url, JSON_CLIENT);

    expect(await client.invoke('whoAmI')).toMatchObject({ userId: null });
  });

  test('[AZ-31] comes to the other server when its own instance has gone', async () => {
    await using here = await startEmulator({ port: 0 });
    await using there = await startEmulator({ port: 0 });
    const first = { connectionString: here.connectionString };
    const second = { connectionString: there.connectionString };
    await using server = await serveMirror({
      endpoints: () => [first, { ...second, role: 'secondary' }],
    });
    await using other = await serveMirror({
      endpoints: () => [second, { ...first, role: 'secondary' }],
    });
    await Promise.all([server.reached('online'), other.reached('online')]);
    while (!(await isSentTo(server.server.url, here.url))) {
      // The secondary one was connected first.
    }
    await here.close();
    while (!(await isSentTo(server.server.url, there.url))) {
      // The server has not heard of it yet.
    }
    await using client = await connect(server.server.url, JSON_CLIENT);

    expect(await client.invoke('whoAmI')).toMatchObject({ userId: null });
    expect(server.server.handle.connectionCount).toBe(0);
    expect(other.server.handle.connectionCount).toBe(1);
  });
});

describe('what the service keeps to', () => {
  test('[AZ-16] a client comes to the server that it negotiated with', async () => {
    await using one = await serveMirror({ settings: { stickiness: 'required' } });
    await using other = await serveMirror({
      endpoints: () => one.emulator.connectionString,
      settings: { stickiness: 'preferred' },
    });
    await Promise.all([one.reached('online'), other.reached('online')]);
    const clients: Client[] = [];
    for (const { server } of [one, other, other, one, other, other]) {
      clients.push(await connect(server.url, JSON_CLIENT));
    }

    expect([one, other].map(({ server }) => server.handle.connectionCount)).toEqual([2, 4]);
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  });

  test('[AZ-16] a client is offered the hub’s transports', async () => {
    await using mirror = await serveMirror({ hub: { transports: ['LongPolling'] } });
    await mirror.reached('online');
    const { url, accessToken } = await redirectAt(mirror.server.url);
    const answer = await fetch(url.replace('/client/?', '/client/negotiate?'), {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
    });

    expect(await answer.json()).toMatchObject({
      availableTransports: [{ transport: 'LongPolling' }],
    });
  });
});

describe('who is not let in', () => {
  test('[AZ-24] clients of a server with a wrong key, which says so in its log, and not which', async () => {
    const key = 'a key of another instance, by mistake';
    await using mirror = await serveMirror({
      endpoints: ({ url }) => `Endpoint=${url};AccessKey=${key}`,
    });
    await mirror.reached('offline');
    const answer = await negotiateAt(mirror.server.url);

    expect([answer.status, await answer.text()]).toEqual([
      500,
      'Azure SignalR Service is not connected yet, please try again later.',
    ]);
    expect(await startErrorAt(mirror.server.url)).toContain("Status code '500'");
    expect(mirror.server.logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        text: expect.stringContaining('does not accept the key or token of this server'),
        fields: expect.objectContaining({
          error: expect.objectContaining({ code: 'access-denied' }),
        }),
      }),
    );
    expect(inspect(mirror.server.logger.lines, { depth: Infinity })).not.toMatch(/by mistake|eyJ/);
  });

  test('[AZ-25] a client with a token of another hub, or of another instance', async () => {
    await using mirror = await serveMirror();
    await using elsewhere = await serveMirror({ emulator: { accessKey: 'another key' } });
    await Promise.all([mirror.reached('online'), elsewhere.reached('online')]);
    const { accessToken } = await redirectAt(mirror.server.url);
    const { accessToken: foreign } = await redirectAt(elsewhere.server.url);
    const base = `${mirror.emulator.url}/client/?hub=`;

    expect(await startErrorAt(`${base}other`, accessToken)).toContain("Status code '401'");
    expect(await startErrorAt(`${base}hub`, foreign)).toContain("Status code '401'");
    expect(await startErrorAt(`${base}hub`, accessToken.replace(/.$/, ''))).toContain(
      "Status code '401'",
    );
    expect(await startErrorAt(`${base}hub`)).toContain("Status code '401'");
    expect(await startErrorAt(`${base}hub`, accessToken)).toBe('started');
  });

  test('[AZ-26] a client that comes too late, until it negotiates again', async () => {
    const clock = new ShiftedClock();
    await using mirror = await serveMirror({ clock, emulator: { clock } });
    await mirror.reached('online');
    const { url, accessToken } = await redirectAt(mirror.server.url);
    const connection = buildConnection(mirror.server.url, JSON_CLIENT).build();
    await connection.start();
    clock.shiftMs += 66 * A_MINUTE_MS;

    expect(await startErrorAt(url, accessToken)).toContain("Status code '401'");
    expect(await connection.invoke('whoAmI')).toMatchObject({ userId: null });
    await connection.stop();
    await connection.start();
    expect(await connection.invoke('whoAmI')).toMatchObject({ userId: null });
    await connection.stop();
  });

  test.each([-4, 4])('[AZ-27] not whoever is %s minutes off', async (minutes) => {
    await using mirror = await serveMirror({ clock: new ShiftedClock(minutes * A_MINUTE_MS) });
    await mirror.reached('online');
    await using client = await connect(mirror.server.url, JSON_CLIENT);

    expect(await client.invoke('whoAmI')).toMatchObject({ userId: null });
  });

  test.each([-66, 6])('[AZ-27] a server that is %s minutes off', async (minutes) => {
    await using mirror = await serveMirror({ clock: new ShiftedClock(minutes * A_MINUTE_MS) });
    await mirror.reached('offline');

    expect((await negotiateAt(mirror.server.url)).status).toBe(500);
    expect(mirror.server.logger.texts('error').join()).toContain('does not accept');
  });
});
