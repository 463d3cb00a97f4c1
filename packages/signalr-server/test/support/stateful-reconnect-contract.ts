/**
 * The official client over sockets that are cut at any byte, however the hub is served. Rules:
 * docs/spec/signalr-hubs.md, SH-153 and SH-154.
 */

import { HttpTransportType, JsonHubProtocol, Subject } from '@microsoft/signalr';
import type { IHubProtocol } from '@microsoft/signalr';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hub, HubOptions } from '../../src/index.ts';
import type { Cut, CuttingProxy } from './cutting-proxy.ts';
import { buildConnection, Client, collect, MESSAGE_PACK } from './official-client.ts';
import type { Combination } from './official-client.ts';
import type { RunningServer } from './start-server.ts';

export interface StatefulContract {
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

export function createStatefulHub(): {
  readonly hub: Hub<StatefulContract>;
  readonly notes: Notes;
} {
  const notes: Notes = { life: [], calls: [] };
  const hub: Hub<StatefulContract> = {
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

export const PROTOCOLS: readonly {
  readonly name: string;
  readonly createProtocol: () => IHubProtocol;
}[] = [
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

/** Whose clients' sockets can be cut. */
export interface CutServer
  extends Pick<RunningServer<StatefulContract>, 'handle' | 'url'>, AsyncDisposable {
  readonly proxy: CuttingProxy;
}

export type StartCutServer = (
  hub: Hub<StatefulContract>,
  options: HubOptions<StatefulContract>,
) => Promise<CutServer>;

export function describeStatefulReconnect(start: StartCutServer): void {
  describe.each(PROTOCOLS)('over WebSockets, $name', ({ name, createProtocol }) => {
    const combination = { name, transport: HttpTransportType.WebSockets, createProtocol };

    async function everythingArrivesOnce(cuts: readonly Cut[]): Promise<void> {
      const { hub, notes } = createStatefulHub();
      await using server = await start(hub, { allowStatefulReconnects: true });
      const { proxy } = server;
      await using client = await connectStateful(server.url, combination);
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
  });
}

export async function connectStateful(url: string, combination: Combination): Promise<Client> {
  const client = new Client(buildConnection(url, combination).withStatefulReconnect().build());
  await client.connection.start();
  return client;
}
