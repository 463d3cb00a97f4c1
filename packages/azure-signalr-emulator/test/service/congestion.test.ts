import {
  type ConnectionFlowControlMessage,
  FlowControlConnectionType,
  FlowControlOperation,
  MigrationLevel,
  type PingMessage,
  type ServiceMessage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { TransportPair } from '../../../signalr-server/test/support/transport-pair.ts';
import { TransportError } from '../../../signalr-server/src/transports/transport-error.ts';
import { createMeter } from '../../src/billing/meter.ts';
import { readClientAdmission } from '../../src/service/clients/client-admission.ts';
import { Hub } from '../../src/service/hub.ts';
import type { ServerConnection, ServerWire } from '../../src/service/servers/server-connection.ts';
import { resolveServiceSettings } from '../../src/service/service-settings.ts';
import { JSON_HANDSHAKE, record, ServiceStage } from '../support/service-stage.ts';

/** A server connection that takes as much as a test says. */
class RecordedWire implements ServerWire {
  readonly sent: ServiceMessage[] = [];
  isCongested = false;
  isClosed = false;
  onSent: () => void = () => undefined;

  /** What clients have sent. */
  get texts(): readonly string[] {
    return this.sent.flatMap((message) =>
      message.type === ServiceMessageType.connectionData
        ? [Buffer.from(message.payload).toString()]
        : [],
    );
  }

  send(message: ServiceMessage): void {
    this.sent.push(message);
    this.onSent();
  }

  close(): void {
    this.isClosed = true;
  }
}

function createHub(clock = new ManualClock(), meter = createMeter({ clock })): Hub {
  return new Hub('chat', {
    clock,
    logger: new RecordingLogger(),
    meter,
    settings: resolveServiceSettings(),
    random: Math.random,
    load: () => ({ clientCount: 0, serverCount: 0, capacity: 0 }),
    answerAccessKeyRequest: () => ({ type: ServiceMessageType.accessKeyResponse }),
  });
}

function openServer(
  hub: Hub,
  serverId: string,
  wire: ServerWire,
  migrationLevel: number = MigrationLevel.shutdownOnly,
): ServerConnection {
  return hub.openServer(
    { connectionId: serverId, serverId },
    {
      type: ServiceMessageType.handshakeRequest,
      version: 1,
      connectionType: 0,
      migrationLevel,
    },
    wire,
  );
}

function openClient(hub: Hub, server: ServerConnection): TransportPair {
  const pair = new TransportPair({ connectionId: 'ann' });
  hub.openClient(pair, readClientAdmission('chat', [], '/client/?hub=chat'));
  pair.deliver(JSON_HANDSHAKE);
  const answer = {
    type: ServiceMessageType.connectionData,
    connectionId: 'ann',
    payload: Buffer.from('{}\u001e'),
  } as const;
  hub.receive(answer, server);
  pair.events.length = 0;
  return pair;
}

test('[AS-33] a client is read no further while much waits for its server, and then is', () => {
  const hub = createHub();
  const wire = new RecordedWire();
  const server = openServer(hub, 'slow', wire);
  const pair = openClient(hub, server);

  pair.deliver(record({ type: 6 }));
  expect(pair.events).toEqual([]);
  wire.isCongested = true;
  pair.deliver(record({ type: 6 }));
  expect(pair.events).toEqual([{ kind: 'paused' }]);
  wire.isCongested = false;
  hub.serverDrained(server);

  expect(pair.events).toEqual([{ kind: 'paused' }, { kind: 'resumed' }]);
});

test('[AS-33] one that is given to another server meanwhile is read again', () => {
  const hub = createHub();
  const wire = new RecordedWire();
  const server = openServer(hub, 'slow', wire);
  const pair = openClient(hub, server);
  wire.isCongested = true;
  pair.deliver(record({ type: 6 }));

  openServer(hub, 'quick', new RecordedWire());
  hub.receive({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:1'] }, server);

  expect(pair.events).toEqual([{ kind: 'paused' }, { kind: 'resumed' }]);
  hub.serverDrained(server);
  expect(pair.events).toHaveLength(2);
});

test('[AS-33] a server that is dropped for the news that a client has left it does not take it along', () => {
  const hub = createHub();
  const wire = new RecordedWire();
  const server = openServer(hub, 'slow', wire);
  const pair = openClient(hub, server);
  const quick = openServer(hub, 'quick', new RecordedWire());
  wire.onSent = () => {
    if (wire.sent.at(-1)?.type === ServiceMessageType.closeConnection) {
      hub.closeServer(server);
    }
  };

  hub.receive({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:1'] }, server);

  expect(pair.events).toEqual([]);
  expect([...quick.clients].map(({ connectionId }) => connectionId)).toEqual(['ann']);
  expect(hub.clientCount).toBe(1);
});

test('[AS-33] [AS-57] what it says at once goes on to another where its server is dropped in the middle', () => {
  const hub = createHub();
  const wire = new RecordedWire();
  const server = openServer(hub, 'slow', wire, MigrationLevel.any);
  const pair = openClient(hub, server);
  const quick = new RecordedWire();
  openServer(hub, 'quick', quick, MigrationLevel.any);
  const [first, second] = ['one', 'two'].map((text) =>
    record({ type: 1, target: 'say', arguments: [text] }),
  );
  wire.onSent = () => {
    wire.isCongested = true;
    hub.closeServer(server);
  };

  pair.deliver(`${first}${second}`);

  expect(wire.texts.at(-1)).toBe(first);
  expect(quick.texts).toEqual([JSON_HANDSHAKE, second]);
  expect(pair.events).toEqual([]);
});

test('[AS-33] a client that takes nothing is dropped when too much waits for it', async () => {
  await using stage = await ServiceStage.open({ service: { maxPendingClientBytes: 100_000 } });
  const server = await stage.server();
  const { id, client } = await stage.client(server);
  client.socket.pause();
  for (let sent = 0; sent < 400; sent += 1) {
    server.sendText(id, record({ type: 1, target: 'said', arguments: ['x'.repeat(60_000)] }));
  }
  await server.settle();
  stage.clock.advance(5_000);

  const { errorMessage } = await server.next(ServiceMessageType.closeConnection);
  expect(errorMessage).toBe(new TransportError('slow-consumer').message);
});

test('[AS-52] what it has sent while it was not read goes to the new one', () => {
  const hub = createHub();
  const wire = new RecordedWire();
  const server = openServer(hub, 'slow', wire);
  const pair = openClient(hub, server);
  const call = record({ type: 1, invocationId: '1', target: 'sum', arguments: [] });
  pair.resume = () => pair.deliver(call);
  wire.isCongested = true;
  pair.deliver(record({ type: 6 }));
  const quick = new RecordedWire();

  openServer(hub, 'quick', quick);
  hub.receive({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:1'] }, server);

  expect(quick.texts).toEqual([JSON_HANDSHAKE, call]);
  expect(wire.texts).not.toContain(call);
});

describe('a client whose server connection is retired', () => {
  function answer(hub: Hub, from: ServerConnection): void {
    hub.receive(
      {
        type: ServiceMessageType.connectionFlowControl,
        connectionId: 'ann',
        connectionType: FlowControlConnectionType.client,
        operation: FlowControlOperation.pauseAck,
      },
      from,
    );
  }

  test('[AS-59] [AS-33] is read when it goes on, not when the old one has taken what waited', () => {
    const hub = createHub();
    const wire = new RecordedWire();
    const old = openServer(hub, 'server', wire);
    const pair = openClient(hub, old);
    const next = new RecordedWire();
    openServer(hub, 'server', next);
    wire.isCongested = true;
    pair.deliver(record({ type: 6 }));

    void hub.retireServer();
    hub.serverDrained(old);
    expect(pair.events).toEqual([{ kind: 'paused' }, { kind: 'paused' }]);
    answer(hub, old);
    expect(pair.events.at(-1)).toEqual({ kind: 'resumed' });

    next.isCongested = true;
    pair.deliver(record({ type: 6 }));
    expect(pair.events.at(-1)).toEqual({ kind: 'paused' });
  });

  test('[AS-46] [AS-59] may be asked, of which the connection hears that gets the answer', () => {
    const hub = createHub();
    const wire = new RecordedWire();
    const old = openServer(hub, 'server', wire);
    const pair = openClient(hub, old);
    const next = new RecordedWire();
    openServer(hub, 'server', next);
    const asking = openServer(hub, 'asking', new RecordedWire());
    void hub.retireServer();
    const said = wire.sent.length;

    const { clientInvocation, connectionData, connectionFlowControl } = ServiceMessageType;
    const question = Buffer.from(
      record({ type: 1, invocationId: 'q', target: 'a', arguments: [] }),
    );
    hub.receive(
      {
        type: clientInvocation,
        invocationId: 'q',
        connectionId: 'ann',
        callerServerId: 'asking',
        payloads: new Map([['json', question]]),
      },
      asking,
    );
    expect(pair.sentText).toContain(question.toString());
    expect(wire.sent).toHaveLength(said);
    pair.resume = () => pair.deliver(record({ type: 3, invocationId: 'q', result: 1 }));
    answer(hub, old);

    const order = [connectionFlowControl, clientInvocation, connectionData];
    expect(next.sent.slice(0, 3).map(({ type }) => type)).toEqual(order);
  });

  test('[AS-59] is paused by a server that is dropped for that, and ends with it', async () => {
    const hub = createHub();
    const wire = new RecordedWire();
    const old = openServer(hub, 'server', wire);
    const pair = openClient(hub, old);
    openServer(hub, 'server', new RecordedWire());
    wire.onSent = () => hub.closeServer(old);

    await hub.retireServer();

    expect(pair.events).toEqual([{ kind: 'paused' }, { kind: 'aborted' }]);
    expect(hub.clientCount).toBe(0);
  });

  test('[AS-59] is given to a server that is dropped for that, and ends with it', () => {
    const hub = createHub();
    const wire = new RecordedWire();
    const old = openServer(hub, 'server', wire);
    const pair = openClient(hub, old);
    const next = new RecordedWire();
    const target = openServer(hub, 'server', next);
    next.onSent = () => hub.closeServer(target);

    void hub.retireServer();
    answer(hub, old);

    expect(pair.events.map(({ kind }) => kind)).toContain('aborted');
    expect(hub.clientCount).toBe(0);
    const { type, operation } = wire.sent.at(-2) as ConnectionFlowControlMessage;
    expect([type, operation]).toEqual([
      ServiceMessageType.connectionFlowControl,
      FlowControlOperation.offline,
    ]);
    expect(wire.isClosed).toBe(false);
    hub.receive(wire.sent.at(-1) as PingMessage, old);
    expect(wire.isClosed).toBe(true);
  });
});

test('[AS-34] the server that was to have a part of a message is told that it is dropped', () => {
  const clock = new ManualClock();
  const meter = createMeter({ clock, tier: 'free' });
  const hub = createHub(clock, meter);
  const wire = new RecordedWire();
  const pair = openClient(hub, openServer(hub, 'one', wire));
  meter.count({ hub: 'other', to: 'server', bytes: 20_000 * 2048 });
  wire.sent.length = 0;

  pair.deliver('x'.repeat(100_000));

  expect(wire.sent).toEqual([
    {
      type: ServiceMessageType.serviceError,
      errorMessage: 'Maximum message count limit reached: 20000',
    },
  ]);
});

test('[AS-29] one that may resume gets what waits for it to acknowledge more, and then the end', () => {
  const hub = createHub();
  const server = hub.openServer(
    { connectionId: 'one', serverId: 'one' },
    {
      type: ServiceMessageType.handshakeRequest,
      version: 1,
      connectionType: 0,
      migrationLevel: 0,
      allowStatefulReconnects: true,
    },
    new RecordedWire(),
  );
  const pair = new TransportPair({ connectionId: 'ann', canReconnect: true });
  hub.openClient(pair, readClientAdmission('chat', [], '/client/?hub=chat'));
  pair.deliver('{"protocol":"json","version":2}\u001e');
  const data = (payload: string): void =>
    hub.receive(
      {
        type: ServiceMessageType.connectionData,
        connectionId: 'ann',
        payload: Buffer.from(payload),
      },
      server,
    );
  const message = record({ type: 1, target: 'said', arguments: ['x'.repeat(60_000)] });
  data('{}\u001e');
  pair.events.length = 0;

  for (let count = 0; count < 3; count += 1) {
    data(message);
  }
  expect(pair.sentText).toBe(message.repeat(2));
  hub.receive({ type: ServiceMessageType.closeConnection, connectionId: 'ann' }, server);

  expect(pair.sentText).toBe(message.repeat(3));
  expect(pair.events.at(-1)).toEqual({ kind: 'closed' });
});
