/** The hub under fire: calls, streams both ways, groups, failures, and calls that take their time. */

import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '@parley/signalr-server';
import type { Hub } from '@parley/signalr-server';

export interface FuzzedContract {
  readonly methods: {
    echo(value: unknown): unknown;
    add(one: number, other: number): number;
    checked(name: string): string;
    fail(): void;
    refuse(reason: string): void;
    hold(): void;
    join(group: string): void;
    leave(group: string): void;
    say(group: string, value: unknown): void;
    ask(question: unknown): unknown;
    count(to: number): AsyncIterable<number>;
    ticks(): AsyncIterable<number>;
    sum(numbers: AsyncIterable<unknown>): number;
    double(values: AsyncIterable<unknown>): AsyncIterable<unknown>;
  };
  readonly events: { said(value: unknown): void; asked(question: unknown): unknown };
}

/** What the hub saw, so that a run can tell that its frames came so far. */
export interface HubCounts {
  calls: number;
  connected: number;
  disconnected: number;
}

const HOLD_MS = 20;

export function createFuzzedHub(): {
  readonly hub: Hub<FuzzedContract>;
  readonly counts: HubCounts;
} {
  const counts: HubCounts = { calls: 0, connected: 0, disconnected: 0 };
  const hub: Hub<FuzzedContract> = {
    methods: {
      ...callsOf(counts),
      ...streamsOf(counts),
    },
    onConnected: async ({ connection, groups }) => {
      counts.connected += 1;
      await groups.add(connection.connectionId, connection.transport);
    },
    onDisconnected: () => {
      counts.disconnected += 1;
    },
  };
  return { hub, counts };
}

type Methods = Hub<FuzzedContract>['methods'];

function callsOf(counts: HubCounts): Omit<Methods, 'count' | 'ticks' | 'sum' | 'double'> {
  return {
    echo: (_call, value) => {
      counts.calls += 1;
      return value;
    },
    add: (_call, one, other) => {
      counts.calls += 1;
      return one + other;
    },
    checked: {
      run: (_call, name) => `hello ${name}`,
      parse: ([name]) => {
        if (typeof name !== 'string') {
          throw new TypeError('a name is a string');
        }
        return [name];
      },
    },
    fail: () => {
      throw new RangeError('internals');
    },
    refuse: (_call, reason) => {
      throw new HubError(String(reason));
    },
    hold: async ({ signal }) => {
      counts.calls += 1;
      await delay(HOLD_MS, undefined, { signal }).catch(() => undefined);
    },
    join: ({ groups, connection }, group) => groups.add(connection.connectionId, group),
    leave: ({ groups, connection }, group) => groups.remove(connection.connectionId, group),
    ask: async ({ clients }, question) => {
      counts.calls += 1;
      const signal = AbortSignal.timeout(HOLD_MS);
      return clients.caller.with({ signal }).invoke('asked', question);
    },
    say: ({ clients }, group, value) => clients.othersInGroup(group).send('said', value),
  };
}

function streamsOf(counts: HubCounts): Pick<Methods, 'count' | 'ticks' | 'sum' | 'double'> {
  return {
    async *count(_call, to) {
      counts.calls += 1;
      for (let value = 1; value <= Math.min(to, 50); value += 1) {
        yield value;
      }
    },
    async *ticks() {
      counts.calls += 1;
      for (let value = 1; ; value += 1) {
        yield value;
        await delay(HOLD_MS);
      }
    },
    sum: {
      run: async (_call, numbers) => {
        counts.calls += 1;
        let total = 0;
        for await (const number of numbers) {
          total += Number(number) || 0;
        }
        return total;
      },
      clientStreams: 1,
    },
    double: {
      async *run(_call, values) {
        counts.calls += 1;
        for await (const value of values) {
          yield [value, value];
        }
      },
      clientStreams: 1,
      isStreaming: true,
    },
  };
}
