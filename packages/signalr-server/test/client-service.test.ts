/** A hub whose clients come by a service. Rules: docs/spec/signalr-hubs.md, SH-180 to SH-184. */

import type { SerializedMessage } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { createSignalRServer, LocalRouter } from '../src/index.ts';
import type {
  Audience,
  ClientService,
  ClientServiceSetup,
  Hub,
  HubOptions,
  NegotiateDirection,
} from '../src/index.ts';
import { startServer } from './support/start-server.ts';
import type { RunningServer } from './support/start-server.ts';
import { TransportPair } from './support/transport-pair.ts';

interface RoomContract {
  methods: { shout(text: string): string };
  events: { shouted(text: string): void };
}

const ROOM: Hub<RoomContract> = {
  methods: {
    async shout(call, text) {
      await call.clients.all.send('shouted', text);
      return text;
    },
  },
};

/** Everything that the server asks of it, in order. */
class NotingService implements ClientService {
  readonly notes: string[] = [];
  readonly setup: ClientServiceSetup;
  readonly router: LocalRouter;

  constructor(setup: ClientServiceSetup) {
    const { notes } = this;
    this.setup = setup;
    this.router = new (class extends LocalRouter {
      override async send(
        audience: Audience,
        message: SerializedMessage,
        callerId?: string,
      ): Promise<void> {
        notes.push(`send for ${callerId ?? 'the application'}`);
        await super.send(audience, message);
      }

      override async close(): Promise<void> {
        notes.push('close');
      }
    })();
  }

  negotiate(): NegotiateDirection {
    return { url: 'https://service.example/client/?hub=room', accessToken: 'signed' };
  }

  async drain(): Promise<void> {
    this.notes.push('drain');
  }

  connect(): TransportPair {
    const pair = new TransportPair({ connectionId: 'far', userId: 'ann' });
    this.setup.accept(pair);
    pair.deliver('{"protocol":"json","version":1}\u001e');
    return pair;
  }
}

interface ServedHub extends AsyncDisposable {
  readonly service: NotingService;
  readonly server: RunningServer<RoomContract>;
}

async function serve(options: HubOptions<RoomContract> = {}): Promise<ServedHub> {
  let made: NotingService | undefined;
  const server = await startServer<RoomContract>(ROOM, options, {
    service: (setup) => (made = new NotingService(setup)),
  });
  if (made === undefined) {
    throw new Error('The server made no service.');
  }
  return { service: made, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('a service in front of a hub', () => {
  test('[SH-180] hands up clients that are served like any other', async () => {
    await using hub = await serve();
    const client = hub.service.connect();
    client.deliver('{"type":1,"invocationId":"1","target":"shout","arguments":["hi"]}\u001e');
    await client.until(({ sentText }) => sentText.includes('"result":"hi"'));

    expect(client.sentText.split('\u001e')).toEqual([
      '{}',
      '{"type":1,"target":"shouted","arguments":["hi"]}',
      '{"type":3,"invocationId":"1","result":"hi"}',
      '',
    ]);
    expect(hub.server.handle.connectionCount).toBe(1);
  });

  test('[SH-181] is where clients are sent that negotiate', async () => {
    await using hub = await serve();
    const negotiated = await fetch(`${hub.server.url}/negotiate?negotiateVersion=1`, {
      method: 'POST',
    });
    expect(await negotiated.json()).toEqual({
      negotiateVersion: 0,
      url: 'https://service.example/client/?hub=room',
      accessToken: 'signed',
      availableTransports: [],
    });
    const direct = await fetch(hub.server.url, { headers: { accept: 'text/event-stream' } });
    expect(direct.status).toBeGreaterThanOrEqual(400);
    expect(hub.server.handle.metrics().connections.total).toBe(0);
  });

  test('[SH-181] comes after the redirect of the application', async () => {
    await using hub = await serve({ redirect: () => ({ url: 'https://elsewhere.example' }) });
    const negotiated = await fetch(`${hub.server.url}/negotiate`, { method: 'POST' });
    expect(await negotiated.json()).toMatchObject({ url: 'https://elsewhere.example' });
  });

  test('[SH-182] is told whose call sends', async () => {
    await using hub = await serve();
    const client = hub.service.connect();
    client.deliver('{"type":1,"target":"shout","arguments":["hi"]}\u001e');
    await client.until(({ sentText }) => sentText.includes('shouted'));
    await hub.server.handle.clients.all.send('shouted', 'news');

    expect(hub.service.notes).toEqual(['send for far', 'send for the application']);
  });

  test('[SH-183] is drained first and closed last', async () => {
    const hub = await serve();
    const client = hub.service.connect();
    const ended = client.until(({ events }) => events.at(-1)?.kind === 'closed');
    void ended.then(() => hub.service.notes.push('the client is told'));
    await client.until(({ sentText }) => sentText.includes('{}'));
    await hub.server.signalR.close();

    expect(hub.service.notes).toEqual(['drain', 'the client is told', 'close']);
    await hub[Symbol.asyncDispose]();
  });

  test('[SH-184] brings its own router', () => {
    expect(() =>
      createSignalRServer({
        createRouter: () => new LocalRouter(),
        service: (setup) => new NotingService(setup),
      }),
    ).toThrow(TypeError);
  });
});
