/**
 * Official clients listed and ended from outside, over every transport and protocol, however the hub is served. Rules:
 * SH-110 to SH-115.
 */

import { describe, expect, test } from 'vitest';
import type { ConnectionDescription, Hub, HubOptions } from '../../src/index.ts';
import { Client, COMBINATIONS, buildConnection, connect, whenClosed } from './official-client.ts';
import type { RunningServer, StartServer } from './start-server.ts';

interface DoorContract {
  readonly methods: {
    whoAmI(): string;
    join(group: string): void;
    countOf(group: string): number;
    /** Who is in the group, as the hub sees it from within a call. */
    listOf(group: string): readonly ConnectionDescription[];
    groupsOf(connectionId: string): readonly string[];
    find(connectionId: string): ConnectionDescription | null;
    dismiss(connectionId: string, reason: string): boolean;
  };
  readonly events: { readonly [name: string]: never };
}

/** What the hub heard of connections ending. */
class Ends {
  readonly errors: (Error | undefined)[] = [];
  #onEnd: () => void = () => undefined;

  add(error: Error | undefined): void {
    this.errors.push(error);
    this.#onEnd();
  }

  async first(): Promise<Error | undefined> {
    while (this.errors.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onEnd = resolve;
      });
    }
    return this.errors[0];
  }
}

const WITH_USERS: HubOptions = {
  authenticate: (request) => {
    const userId = new URL(request.url ?? '', 'http://host').searchParams.get('user');
    return { kind: 'accepted', user: { userId: userId ?? undefined, claims: {} } };
  },
};

function createDoorHub(ends: Ends): Hub<DoorContract> {
  return {
    methods: {
      whoAmI: ({ connection }) => connection.connectionId,
      join: ({ groups, connection }, group) => groups.add(connection.connectionId, group),
      countOf: ({ connections }, group) => connections.count({ group }),
      listOf: ({ connections }, group) => connections.list({ group }),
      groupsOf: ({ connections }, connectionId) => connections.groupsOf(connectionId),
      find: async ({ connections }, connectionId) => (await connections.find(connectionId)) ?? null,
      dismiss: ({ connections }, connectionId, reason) =>
        connections.disconnect(connectionId, { reason }),
    },
    onDisconnected: (_call, error) => {
      ends.add(error);
    },
  };
}

async function idOf(client: Client): Promise<string> {
  return String(await client.invoke('whoAmI'));
}

export function describeConnectionsFromOutside(startServer: StartServer): void {
  const startDoor = (ends = new Ends()): Promise<RunningServer<DoorContract>> =>
    startServer(createDoorHub(ends), WITH_USERS);

  describe.each(COMBINATIONS)('$name', (combination) => {
    test('[SH-110] [SH-111] who is there is told inside the hub and outside', async () => {
      await using server = await startDoor();
      await using ann = await connect(`${server.url}?user=ann`, combination);
      await using annToo = await connect(`${server.url}?user=ann`, combination);
      await using guest = await connect(server.url, combination);
      const [annId, annTooId, guestId] = await Promise.all([ann, annToo, guest].map(idOf));
      await ann.invoke('join', 'red');
      await ann.invoke('join', 'blue');
      await guest.invoke('join', 'red');
      const { connections } = server.handle;

      expect(await connections.count()).toBe(3);
      expect(await connections.count({ userId: 'ann' })).toBe(2);
      expect(await connections.count({ group: 'nobody' })).toBe(0);
      const ids = (await connections.list({ userId: 'ann' })).map((found) => found.connectionId);
      expect(new Set(ids)).toEqual(new Set([annId, annTooId]));
      expect(await connections.list({ group: 'blue' })).toEqual([
        { connectionId: annId, userId: 'ann' },
      ]);
      expect(await connections.find(guestId ?? '')).toEqual({
        connectionId: guestId,
        userId: undefined,
      });
      expect(await connections.find('nobody')).toBeUndefined();
      expect(await connections.groupsOf(annId ?? '')).toEqual(['blue', 'red']);

      expect(await guest.invoke('countOf', 'red')).toBe(2);
      expect(await guest.invoke('listOf', 'blue')).toEqual([
        { connectionId: annId, userId: 'ann' },
      ]);
      expect(await guest.invoke('groupsOf', annId)).toEqual(['blue', 'red']);
      expect(await guest.invoke('find', 'nobody')).toBeNull();
    });

    test('[SH-112] [SH-115] who is ended without a reason closes without an error', async () => {
      const ends = new Ends();
      await using server = await startDoor(ends);
      await using client = await connect(server.url, combination);
      const closed = whenClosed(client);
      const id = await idOf(client);

      expect(await server.handle.connections.disconnect('nobody')).toBe(false);
      expect(await server.handle.connections.disconnect(id)).toBe(true);

      expect(await closed).toBeUndefined();
      expect(await ends.first()).toBeUndefined();
    });

    test('[SH-113] [SH-115] who is ended with a reason reads it', async () => {
      const ends = new Ends();
      await using server = await startDoor(ends);
      await using client = await connect(server.url, combination);
      await using other = await connect(server.url, combination);
      const closed = whenClosed(client);

      expect(await other.invoke('dismiss', await idOf(client), 'You were shouting.')).toBe(true);

      expect((await closed)?.message).toBe('Server returned an error on close: You were shouting.');
      expect(await ends.first()).toBeUndefined();
      expect(await idOf(other)).not.toBe('');
    });

    test('[SH-112] a connection can end itself by its id', async () => {
      await using server = await startDoor();
      await using client = await connect(server.url, combination);
      const closed = whenClosed(client);

      await client.connection.send('dismiss', await idOf(client), 'as you wish');

      expect((await closed)?.message).toBe('Server returned an error on close: as you wish');
    });

    test('[SH-114] a client that would reconnect does so only with leave', async () => {
      await using server = await startDoor();
      const reconnecting = (): Client =>
        new Client(buildConnection(server.url, combination).withAutomaticReconnect([0]).build());
      await using invited = reconnecting();
      await using banned = reconnecting();
      await Promise.all([invited.connection.start(), banned.connection.start()]);
      const [invitedId, bannedId] = await Promise.all([invited, banned].map(idOf));
      const lost = new Promise<Error | undefined>((resolve) => {
        invited.connection.onreconnecting(resolve);
      });
      const back = new Promise<string | undefined>((resolve) => {
        invited.connection.onreconnected(resolve);
      });
      const closed = whenClosed(banned);
      const { connections } = server.handle;

      await connections.disconnect(invitedId ?? '', { reason: 'moving', allowReconnect: true });
      await connections.disconnect(bannedId ?? '', { reason: 'for good' });

      expect((await lost)?.message).toBe('Server returned an error on close: moving');
      expect(await back).not.toBe(invitedId);
      expect((await closed)?.message).toBe('Server returned an error on close: for good');
      expect(await idOf(invited)).toBe(await back);
    });
  });
}
