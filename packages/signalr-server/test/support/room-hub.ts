/** The hub that the official clients are tried on: a little of everything. */

import { HubError } from '../../src/index.ts';
import type { Hub } from '../../src/index.ts';

export interface RoomContract {
  readonly methods: {
    add(one: number, other: number): number;
    echo(value: unknown): unknown;
    nothing(): void;
    refuse(reason: string): void;
    fail(): void;
    count(to: number): AsyncIterable<number>;
    /** Texts of 64 KiB. */
    bulk(count: number): AsyncIterable<string>;
    failingStream(): AsyncIterable<number>;
    endless(): AsyncIterable<number>;
    sum(numbers: AsyncIterable<number>): number;
    double(numbers: AsyncIterable<number>): AsyncIterable<number>;
    join(group: string): void;
    leave(group: string): void;
    say(to: Target, text: string): void;
    whoAmI(): { readonly connectionId: string; readonly userId: string | null };
    kick(): void;
  };
  readonly events: { heard(text: string): void };
}

export type Target =
  | { readonly kind: 'all' | 'caller' | 'others' }
  | {
      readonly kind: 'group' | 'othersInGroup' | 'user' | 'client' | 'allExcept';
      readonly name: string;
    };

/** What the hub heard of connections ending, in order. */
export interface RoomNotes {
  readonly disconnected: (string | undefined)[];
  cancelled: number;
  /** Texts of `bulk` that the client has been sent, but for the last. */
  produced: number;
}

export function createRoomHub(): { readonly hub: Hub<RoomContract>; readonly notes: RoomNotes } {
  const notes: RoomNotes = { disconnected: [], cancelled: 0, produced: 0 };
  const hub: Hub<RoomContract> = {
    methods: {
      add: (_call, one, other) => one + other,
      echo: (_call, value) => value,
      nothing: () => undefined,
      refuse: (_call, reason) => {
        throw new HubError(reason);
      },
      fail: () => {
        throw new RangeError('internals');
      },
      async *count(_call, to) {
        for (let value = 1; value <= to; value += 1) {
          yield value;
        }
      },
      async *bulk(_call, count) {
        for (notes.produced = 0; notes.produced < count; notes.produced += 1) {
          yield 'x'.repeat(65_536);
        }
      },
      async *failingStream() {
        yield 1;
        throw new HubError('no more');
      },
      async *endless({ signal }) {
        try {
          for (let value = 1; ; value += 1) {
            yield value;
            await nextTurn();
          }
        } finally {
          notes.cancelled += signal.aborted ? 1 : 0;
        }
      },
      sum: {
        run: async (_call, numbers) => {
          let total = 0;
          for await (const number of numbers) {
            total += number;
          }
          return total;
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
      join: ({ groups, connection }, group) => groups.add(connection.connectionId, group),
      leave: ({ groups, connection }, group) => groups.remove(connection.connectionId, group),
      say: ({ clients }, to, text) => {
        switch (to.kind) {
          case 'all':
          case 'caller':
          case 'others':
            return clients[to.kind].send('heard', text);
          case 'allExcept':
            return clients.allExcept([to.name]).send('heard', text);
          case 'client':
          case 'group':
          case 'othersInGroup':
          case 'user':
            return clients[to.kind](to.name).send('heard', text);
        }
      },
      whoAmI: ({ connection }) => ({
        connectionId: connection.connectionId,
        userId: connection.user.userId ?? null,
      }),
      kick: ({ connection }) => {
        connection.abort();
      },
    },
    onDisconnected: (_call, error) => {
      notes.disconnected.push(error?.message);
    },
  };
  return { hub, notes };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
