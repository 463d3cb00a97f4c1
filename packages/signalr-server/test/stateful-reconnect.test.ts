/**
 * The official client over sockets that are cut at any byte. Rules: docs/spec/signalr-hubs.md, SH-153, SH-154 and
 * SH-159.
 */

import { HttpTransportType, JsonHubProtocol, Subject } from '@microsoft/signalr';
import type { IHubProtocol } from '@microsoft/signalr';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hub } from '../src/index.ts';
import { TransportError } from '../src/transports/index.ts';
import { CuttingProxy } from './support/cutting-proxy.ts';
import type { Cut } from './support/cutting-proxy.ts';
import { ManualClock } from './support/manual-clock.ts';
import {
  buildConnection,
  Client,
  collect,
  MESSAGE_PACK,
  whenClosed,
} from './support/official-client.ts';
import { startServer } from './support/start-server.ts';

interface Contract {
  readonly methods: {
    echo(value: unknown): unknown;
    count(to: number): AsyncIterable<number>;
    list(numbers: AsyncIterable<number>): readonly number[];
    double(numbers: AsyncIterable<number>): AsyncIterable<number>;
    join(room: string): void;
    connectionId(): string;
  };
  readonly events: { heard(text: string): void; negate(value: number): number };
}

interface Notes {
  readonly life: string[];
  readonly calls: unknown[];
}

function createHub(): { readonly hub: Hub<Contract>; readonly notes: Notes } {
  const notes: Notes = { life: [], calls: [] };
  const hub: Hub<Contract> = {
    methods: {
      echo: (_call, value) => {
        notes.calls.push(value);
        return value;
      },
      async *count(_call, to) {
        for (let value = 0; value < to; value += 1) {
          yield value;
          await new Promise(setImmediate);
        }
      },
      list: {
        run: async (_call, numbers) => {
          const listed: number[] = [];
          for await (const number of numbers) {
            listed.push(number);
          }
          return listed;
        },
        clientStreams: 1,
      },
      double: {
        async *run(_call, numbers) {
          for await (const number of numbers) {
            yield number * 2;
          }
        },
        clientStreams: 1,
        isStreaming: true,
      },
      join: ({ groups, connection }, room) => groups.add(connection.connectionId, room),
      connectionId: ({ connection }) => connection.connectionId,
    },
    onConnected: () => {
      notes.life.push('connected');
    },
    onReconnected: () => {
      notes.life.push('reconnected');
    },
    onDisconnected: (_call, error) => {
      notes.life.push(`disconnected ${error?.message}`);
    },
  };
  return { hub, notes };
}

const PROTOCOLS: readonly { readonly name: string; readonly createProtocol: () => IHubProtocol }[] =
  [
    { name: 'JSON', createProtocol: () => new JsonHubProtocol() },
    { name: 'MessagePack', createProtocol: MESSAGE_PACK },
  ];

const CUTS: fc.Arbitrary<readonly Cut[]> = fc.array(
  fc.record({
    direction: fc.constantFrom('up' as const, 'down' as const),
    bytes: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 4_000 })),
  }),
  { minLength: 1, maxLength: 25 },
);

const COUNT = 60;
const NUMBERS = Array.from({ length: COUNT }, (_, index) => index);

describe.each(PROTOCOLS)('over WebSockets, $name', ({ name, createProtocol }) => {
  const combination = { name, transport: HttpTransportType.WebSockets, createProtocol };

  async function connectStateful(url: string): Promise<Client> {
    const client = new Client(buildConnection(url, combination).withStatefulReconnect().build());
    await client.connection.start();
    return client;
  }

  async function everythingArrivesOnce(cuts: readonly Cut[]): Promise<void> {
    const { hub, notes } = createHub();
    await using server = await startServer(hub, { allowStatefulReconnects: true });
    await using proxy = await CuttingProxy.start(server.url);
    await using client = await connectStateful(proxy.url);
    const { connection } = client;
    const closings: unknown[] = [];
    connection.onclose((error) => closings.push(error));
    connection.on('negate', (value: number) => -value);
    const connectionId = connection.connectionId ?? '';
    await client.invoke('join', 'room');
    proxy.cutAfter(cuts);

    const echoes = NUMBERS.map((number) => client.invoke('echo', number));
    const answers = NUMBERS.map((number) =>
      server.handle.clients.client(connectionId).invoke('negate', number + 1),
    );
    const counted = collect(connection.stream<number>('count', COUNT));
    const up = new Subject<number>();
    const listed = client.invoke('list', up);
    const both = new Subject<number>();
    const doubled = collect(connection.stream<number>('double', both));
    for (const number of NUMBERS) {
      await server.handle.clients.group('room').send('heard', `${number}`);
      up.next(number);
      both.next(number);
      await new Promise(setImmediate);
    }
    up.complete();
    both.complete();

    expect(await Promise.all(echoes)).toEqual(NUMBERS);
    expect(await Promise.all(answers)).toEqual(NUMBERS.map((number) => -number - 1));
    expect(await counted).toEqual(NUMBERS);
    expect(await listed).toEqual(NUMBERS);
    expect(await doubled).toEqual(NUMBERS.map((number) => number * 2));
    await client.hears(`${COUNT - 1}`);
    expect(client.heard).toEqual(NUMBERS.map(String));
    expect(notes.calls).toEqual(NUMBERS);
    expect(await client.invoke('connectionId')).toBe(connectionId);
    expect(closings).toEqual([]);
    const [first, ...later] = notes.life;
    expect(first).toBe('connected');
    expect(new Set(later)).toEqual(new Set(later.length === 0 ? [] : ['reconnected']));
  }

  test('[SH-153] [SH-154] without a cut nothing is different', () => everythingArrivesOnce([]));

  test('[SH-153] [SH-154] over many cuts everything arrives once and in order', async () => {
    await fc.assert(fc.asyncProperty(CUTS, everythingArrivesOnce), { numRuns: 12 });
  });

  test('[SH-159] a client that comes back too late begins a new connection', async () => {
    const { hub, notes } = createHub();
    const clock = new ManualClock();
    const options = { allowStatefulReconnects: true };
    await using server = await startServer(hub, options, { clock });
    await using proxy = await CuttingProxy.start(server.url);
    const client = new Client(
      buildConnection(proxy.url, combination)
        .withStatefulReconnect()
        .withAutomaticReconnect([0])
        .build(),
    );
    await using _client = client;
    await client.connection.start();
    const { connectionId } = client.connection;
    const reconnected = new Promise<string | undefined>((resolve) => {
      client.connection.onreconnected(resolve);
    });

    proxy.hold();
    proxy.cutAll();
    await proxy.holding();
    await clock.timerStarted(15_000);
    clock.advance(15_000);
    proxy.release();

    expect(await reconnected).not.toBe(connectionId);
    expect(await client.invoke('connectionId')).toBe(client.connection.connectionId);
    expect(notes.life).toEqual([
      'connected',
      `disconnected ${new TransportError('connection-lost').message}`,
      'connected',
    ]);
  });

  test('[SH-155] [ST-130] a server that closes does not wait for a client on its way back', async () => {
    const { hub, notes } = createHub();
    // Under a clock that stands still only a close that waits for nothing comes to its end.
    const options = { allowStatefulReconnects: true };
    await using server = await startServer(hub, options, { clock: new ManualClock() });
    await using proxy = await CuttingProxy.start(server.url);
    await using client = await connectStateful(proxy.url);
    const closed = whenClosed(client);

    proxy.hold();
    proxy.cutAll();
    await proxy.holding();
    await server.signalR.close();
    proxy.release();

    expect(await closed).toBeInstanceOf(Error);
    expect(notes.life).toEqual(['connected', 'disconnected undefined']);
  });
});
