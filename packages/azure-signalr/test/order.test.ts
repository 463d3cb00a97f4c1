/** What arrives in which order, over several server connections. Rules: docs/spec/azure-signalr.md, AZ-158 and AZ-159. */

import { randomUUID } from 'node:crypto';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { Hub, HubCall } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { message } from '../../signalr-server/test/support/message.ts';
import { COMBINATIONS, connect } from '../../signalr-server/test/support/official-client.ts';
import type { Client } from '../../signalr-server/test/support/official-client.ts';
import { Signal } from '../../signalr-server/test/support/signal.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../src/index.ts';
import type { HubLink } from '../src/links/hub-link.ts';
import { startSendingServer } from './support/sending-server.ts';

const SERVER_CONNECTIONS = 5;
const ROOM = 'room';

interface OrderContract {
  readonly methods: {
    count(upTo: number): number;
    ask(upTo: number): number;
  };
  readonly events: {
    heard(text: string): void;
    howMany(): number;
  };
}

/** Sends as much as it is told to, by every way there is, and waits for none of it. */
function send({ clients, connection }: HubCall<OrderContract>, upTo: number): void {
  for (let index = 0; index < upTo; index += 1) {
    const { connectionId } = connection;
    const ways = [
      clients.caller,
      clients.group(connectionId),
      clients.user(connectionId),
      clients.client(connectionId),
    ];
    void ways[index % ways.length]?.send('heard', `${index}`);
  }
}

const HUB: Hub<OrderContract> = {
  methods: {
    count: (call, upTo) => {
      send(call, upTo);
      return upTo;
    },
    ask: async (call, upTo) => {
      send(call, upTo);
      return call.clients.caller.invoke('howMany');
    },
  },
  onConnected: async ({ connection, groups }) => {
    await groups.add(connection.connectionId, connection.connectionId);
    await groups.add(connection.connectionId, ROOM);
  },
};

interface OrderServer extends AsyncDisposable {
  readonly url: string;
  readonly connectionString: string;
}

/** Every client is a user of its own, by the id of its connection. */
async function startOrderServer(): Promise<OrderServer> {
  const ids: string[] = [];
  const emulator = await startEmulator({
    port: 0,
    createConnectionId: () => ids.shift() ?? randomUUID(),
  });
  const service = createAzureSignalR({
    endpoints: emulator.connectionString,
    serverConnections: SERVER_CONNECTIONS,
    stickiness: 'required',
  });
  const server: RunningServer<OrderContract> = await startServer(
    HUB,
    {
      name: 'Order',
      authenticate: () => {
        const userId = randomUUID();
        ids.push(userId);
        return { kind: 'accepted', user: { userId, claims: {} } };
      },
    },
    { service },
  );
  await service.connected();
  return {
    url: server.url,
    connectionString: emulator.connectionString,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await emulator.close();
    },
  };
}

/** One of each transport and protocol, twice: more than there are server connections. */
async function connectAll(url: string): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (const combination of [...COMBINATIONS, ...COMBINATIONS]) {
    clients.push(await connect(url, combination));
  }
  return clients;
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${index}`);
}

describe('[AZ-158] what a call has sent comes before', () => {
  test('its answer', async () => {
    await using server = await startOrderServer();
    const clients = await connectAll(server.url);
    await Promise.all(
      clients.map(async (client) => {
        for (let round = 0; round < 5; round += 1) {
          client.heard.length = 0;
          expect(await client.invoke('count', 40)).toBe(40);
          expect(client.heard).toEqual(numbers(40));
        }
      }),
    );
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  });

  test('what it asks a client', async () => {
    await using server = await startOrderServer();
    const clients = await connectAll(server.url);
    for (const client of clients) {
      client.connection.on('howMany', () => client.heard.length);
    }
    const answers = await Promise.all(clients.map((client) => client.invoke('ask', 40)));

    expect(answers).toEqual(clients.map(() => 40));
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  });
});

/** As a server that takes any of its connections for each message. */
function atRandom(link: HubLink): HubLink {
  return {
    endpoint: link.endpoint,
    isOnline: true,
    isConnected: true,
    load: undefined,
    carries: (connectionId) => link.carries(connectionId),
    ask: (create, lane) => link.ask(create, lane),
    send: (sent) => link.send(sent, { of: 'target', key: randomUUID() }),
  };
}

describe('deltas of one room from background code', () => {
  const DELTAS = 1_000;

  /** What each of the clients of another server has heard, in its order. */
  async function hearDeltas(useLink?: (link: HubLink) => HubLink): Promise<readonly string[][]> {
    await using server = await startOrderServer();
    const { connectionString } = server;
    await using sender = await startSendingServer({
      connectionString,
      hub: 'order',
      serverConnections: SERVER_CONNECTIONS,
      ...(useLink === undefined ? undefined : { useLink }),
    });
    const clients = await connectAll(server.url);
    const changed = new Signal();
    for (const { connection } of clients) {
      connection.on('heard', () => changed.raise());
    }
    for (const text of numbers(DELTAS)) {
      await sender.router.send({ to: 'groups', names: [ROOM] }, message('heard', text));
      if (Number(text) % 20 === 0) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    }
    await changed.until(() => clients.every(({ heard }) => heard.length >= DELTAS));
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
    return clients.map(({ heard }) => heard);
  }

  test('[AZ-159] arrive in their order, over five server connections', async () => {
    for (const heard of await hearDeltas()) {
      expect(heard).toEqual(numbers(DELTAS));
    }
  });

  test('[AZ-159] would not, if each took any of the five', async () => {
    for (const heard of await hearDeltas(atRandom)) {
      expect(new Set(heard)).toEqual(new Set(numbers(DELTAS)));
      expect(heard).not.toEqual(numbers(DELTAS));
    }
  });
});
