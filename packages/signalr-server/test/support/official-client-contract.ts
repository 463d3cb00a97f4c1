/**
 * The official client over every transport and protocol, however the hub is served. Rules: docs/spec/signalr-hubs.md,
 * SH-90.
 *
 * What a connection does in detail is tested in test/hubs; here it is shown to be what clients expect.
 */

import { HttpTransportType, JsonHubProtocol, Subject } from '@microsoft/signalr';
import type { IHubProtocol } from '@microsoft/signalr';
import { describe, expect, test } from 'vitest';
import {
  buildConnection,
  Client,
  collect,
  COMBINATIONS,
  connect,
  MESSAGE_PACK,
  PingCountingProtocol,
  RenamedProtocol,
  whenClosed,
} from './official-client.ts';
import { createRoomHub } from './room-hub.ts';
import type { Target } from './room-hub.ts';
import type { StartServer } from './start-server.ts';

const { LongPolling, ServerSentEvents } = HttpTransportType;

const NOT_POLLED = COMBINATIONS.filter(({ transport }) => transport !== LongPolling);

export function describeOfficialClient(startServer: StartServer): void {
  describe.each(COMBINATIONS)('$name', (combination) => {
    test('[SH-90] [SH-30] [SH-35] calls are answered', async () => {
      await using server = await startServer(createRoomHub().hub);
      await using client = await connect(server.url, combination);

      expect(await client.invoke('add', 1, 2)).toBe(3);
      expect(await client.invoke('ADD', 3, 4)).toBe(7);
      expect(await client.invoke('nothing')).toBeNull();
      const value = { text: 'grüß dich 👋\u2028', list: [1, null, true, 1.5], nested: { a: {} } };
      expect(await client.invoke('echo', value)).toEqual(value);
    });

    test('[SH-90] [SH-31] [SH-32] [SH-33] errors are told in the words of ASP.NET Core', async () => {
      await using server = await startServer(createRoomHub().hub);
      await using client = await connect(server.url, combination);

      await expect(client.invoke('fail')).rejects.toThrow(
        /^An unexpected error occurred invoking 'fail' on the server\.$/,
      );
      await expect(client.invoke('refuse', 'not today')).rejects.toThrow(
        "An unexpected error occurred invoking 'refuse' on the server. HubException: not today",
      );
      await expect(client.invoke('missing')).rejects.toThrow(
        "Failed to invoke 'missing' due to an error on the server. HubException: Method does not exist.",
      );
      await expect(client.invoke('add', 1)).rejects.toThrow(
        /^Failed to invoke 'add' due to an error on the server\.$/,
      );
      expect(await client.invoke('add', 1, 1)).toBe(2);
    });

    test('[SH-90] [SH-33] detailed errors say more', async () => {
      await using server = await startServer(createRoomHub().hub, { hasDetailedErrors: true });
      await using client = await connect(server.url, combination);

      await expect(client.invoke('fail')).rejects.toThrow(
        "An unexpected error occurred invoking 'fail' on the server. RangeError: internals",
      );
    });

    test('[SH-90] [SH-40] [SH-41] streams come down', async () => {
      await using server = await startServer(createRoomHub().hub);
      await using client = await connect(server.url, combination);

      expect(await collect(client.connection.stream('count', 200))).toHaveLength(200);
      await expect(collect(client.connection.stream('failingStream'))).rejects.toThrow(
        'An error occurred on the server while streaming results. HubException: no more',
      );
      await expect(collect(client.connection.stream('add', 1, 2))).rejects.toThrow(
        "The client attempted to invoke the non-streaming 'add' method with a streaming invocation.",
      );
    });

    test('[SH-90] [SH-47] a stream that is far ahead of its client waits for it', async () => {
      await using server = await startServer(createRoomHub().hub, { maxBufferedBytes: 200_000 });
      await using client = await connect(server.url, combination);

      expect(await collect(client.connection.stream('bulk', 50))).toHaveLength(50);
    });

    test('[SH-90] [SH-45] a stream is cancelled', async () => {
      const { hub, notes } = createRoomHub();
      await using server = await startServer(hub);
      await using client = await connect(server.url, combination);

      await new Promise<void>((resolve, reject) => {
        const subscription = client.connection.stream<number>('endless').subscribe({
          next: (value) => {
            if (value === 3) {
              subscription.dispose();
              resolve();
            }
          },
          error: reject,
          complete: () => undefined,
        });
      });

      while (notes.cancelled === 0) {
        await client.invoke('nothing');
      }
      expect(notes.cancelled).toBe(1);
    });

    test('[SH-90] [SH-50] [SH-52] [SH-57] streams go up, and both ways', async () => {
      await using server = await startServer(createRoomHub().hub);
      await using client = await connect(server.url, combination);

      const numbers = new Subject<number>();
      const sum = client.invoke('sum', numbers);
      for (let value = 1; value <= 30; value += 1) {
        numbers.next(value);
      }
      numbers.complete();
      expect(await sum).toBe(465);

      const failing = new Subject<number>();
      const failed = client.invoke('sum', failing);
      failing.error('Something bad');
      await expect(failed).rejects.toThrow('HubException: Something bad');

      const upward = new Subject<number>();
      const doubled = collect(client.connection.stream<number>('double', upward));
      upward.next(1);
      upward.next(2);
      upward.complete();
      expect(await doubled).toEqual([2, 4]);
    });

    test('[SH-90] [SH-60] [SH-61] [SH-62] every target reaches whom it names', async () => {
      await using server = await startServer(createRoomHub().hub, {
        authenticate: (request) => {
          const userId = new URL(request.url ?? '', 'http://host').searchParams.get('user');
          return { kind: 'accepted', user: { userId: userId ?? undefined, claims: {} } };
        },
      });
      await using ann = await connect(`${server.url}?user=ann`, combination);
      await using annToo = await connect(`${server.url}?user=ann`, combination);
      await using bob = await connect(`${server.url}?user=bob`, combination);
      const { connectionId } = (await bob.invoke('whoAmI')) as { readonly connectionId: string };
      const say = (to: Target, text: string): Promise<unknown> => ann.invoke('say', to, text);

      await annToo.invoke('join', 'red');
      await ann.invoke('join', 'red');
      await bob.invoke('join', 'red');
      await bob.invoke('leave', 'red');
      await say({ kind: 'caller' }, 'caller');
      await say({ kind: 'others' }, 'others');
      await say({ kind: 'group', name: 'red' }, 'group');
      await say({ kind: 'othersInGroup', name: 'red' }, 'others in group');
      await say({ kind: 'user', name: 'ann' }, 'user');
      await say({ kind: 'client', name: connectionId }, 'client');
      await say({ kind: 'allExcept', name: connectionId }, 'all but bob');
      await say({ kind: 'all' }, 'all');
      await server.handle.clients.all.send('heard', 'from outside');
      await Promise.all([ann, annToo, bob].map((client) => client.hears('from outside')));

      const everybody = ['all', 'from outside'];
      expect(ann.heard).toEqual(['caller', 'group', 'user', 'all but bob', ...everybody]);
      expect(annToo.heard).toEqual([
        'others',
        'group',
        'others in group',
        'user',
        'all but bob',
        ...everybody,
      ]);
      expect(bob.heard).toEqual(['others', 'client', ...everybody]);
    });

    test('[SH-90] [SH-16] messages up to the limit arrive, larger ones end the connection', async () => {
      const { hub, notes } = createRoomHub();
      await using server = await startServer(hub, { maxReceiveMessageBytes: 200_000 });
      await using client = await connect(server.url, combination);
      const closed = whenClosed(client);

      const large = 'x'.repeat(199_900);
      expect(await client.invoke('echo', large)).toBe(large);
      await expect(client.invoke('echo', 'x'.repeat(200_001))).rejects.toThrow(
        'Connection closed with an error.',
      );

      expect((await closed)?.message).toContain('Connection closed with an error.');
      expect(notes.disconnected).toEqual(['The maximum message size of 200000B was exceeded.']);
    });

    test('[SH-90] [SH-21] a client that is sent away does not come back', async () => {
      await using server = await startServer(createRoomHub().hub);
      await using client = new Client(
        buildConnection(server.url, combination).withAutomaticReconnect([0]).build(),
      );
      await client.connection.start();
      const closed = whenClosed(client);

      await client.connection.send('kick');

      expect(await closed).toBeUndefined();
    });

    test('[SH-90] [SH-22] a closing server tells its clients to reconnect', async () => {
      const { hub, notes } = createRoomHub();
      await using server = await startServer(hub);
      await using client = new Client(
        buildConnection(server.url, combination).withAutomaticReconnect([60_000]).build(),
      );
      await using plain = await connect(server.url, combination);
      await client.connection.start();
      const reconnecting = new Promise<Error | undefined>((resolve) => {
        client.connection.onreconnecting(resolve);
      });
      const closed = whenClosed(plain);

      await server.signalR.close();

      expect(await reconnecting).toBeUndefined();
      expect(await closed).toBeUndefined();
      expect(notes.disconnected).toEqual([undefined, undefined]);
      expect(server.handle.connectionCount).toBe(0);
    });

    test('[SH-90] [SH-23] a client that stops is gone', async () => {
      const { hub, notes } = createRoomHub();
      await using server = await startServer(hub);
      const client = await connect(server.url, combination);
      await client.invoke('join', 'red');

      await client.connection.stop();
      await server.signalR.close();

      expect(notes.disconnected).toEqual([undefined]);
    });
  });

  test.each(NOT_POLLED)('[SH-90] [SH-10] $name: pings arrive', async (combination) => {
    await using server = await startServer(createRoomHub().hub, { keepAliveIntervalMs: 20 });
    const protocol = new PingCountingProtocol(combination.createProtocol());

    await using client = await connect(server.url, {
      ...combination,
      createProtocol: () => protocol,
    });
    await protocol.pings(3);

    expect(await client.invoke('add', 1, 2)).toBe(3);
  });

  test('[SH-90] the client does not try MessagePack over Server-Sent Events', async () => {
    await using server = await startServer(createRoomHub().hub);
    const combination = { name: '', transport: ServerSentEvents, createProtocol: MESSAGE_PACK };

    await expect(connect(server.url, combination)).rejects.toThrow(
      "'ServerSentEvents' does not support Binary.",
    );
  });

  // Over long polling the client leaves without its last poll, and a closing server waits for that.
  test.each(NOT_POLLED)(
    '[SH-90] [SH-2] $name: a refused handshake is told',
    async (combination) => {
      await using server = await startServer(createRoomHub().hub);
      const createProtocol = (): IHubProtocol =>
        new RenamedProtocol('smoke-signals', combination.createProtocol());

      await expect(connect(server.url, { ...combination, createProtocol })).rejects.toThrow(
        "The protocol 'smoke-signals' is not supported.",
      );
    },
  );

  test('[SH-90] [SH-4] the server refuses MessagePack over Server-Sent Events', async () => {
    await using server = await startServer(createRoomHub().hub);
    // The client lets it pass because it looks like text.
    const createProtocol = (): IHubProtocol =>
      new RenamedProtocol('messagepack', new JsonHubProtocol());
    const combination = { name: '', transport: ServerSentEvents, createProtocol };

    await expect(connect(server.url, combination)).rejects.toThrow(
      "Cannot use the 'messagepack' protocol on the current transport. The transport does not support 'Binary' transfer format.",
    );
  });
}
