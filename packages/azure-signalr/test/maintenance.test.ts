/** A hub whose service moves its clients between server connections. Rules: docs/spec/azure-signalr.md, AZ-167. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import { Gate } from '../../signalr-server/test/support/gate.ts';
import { createRoomHub } from '../../signalr-server/test/support/room-hub.ts';
import type { RoomContract, RoomNotes } from '../../signalr-server/test/support/room-hub.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../src/index.ts';
import { ServicePeer } from './support/service-peer.ts';
import type { PeerConnection } from './support/service-peer.ts';

const { connectionFlowControl, joinGroupWithAck } = ServiceMessageType;
/** Of texts of 1 KiB: more than waits for a client before its stream does. */
const STREAM_LENGTH = 200;
const LENGTH_BEFORE = 3;
const TEXT_LENGTH = 1_024;

/** A room with two server connections, over the first of which a client has shaken hands. */
class Maintenance implements AsyncDisposable {
  readonly notes: RoomNotes;
  /** Lets `bulk` go on behind its first texts. */
  readonly gate: Gate;
  readonly server: RunningServer<RoomContract>;
  readonly service: ServicePeer;
  readonly first: PeerConnection;
  readonly second: PeerConnection;

  private constructor(
    made: Pick<Maintenance, 'first' | 'gate' | 'notes' | 'second' | 'server' | 'service'>,
  ) {
    this.notes = made.notes;
    this.gate = made.gate;
    this.server = made.server;
    this.service = made.service;
    this.first = made.first;
    this.second = made.second;
  }

  static async start(): Promise<Maintenance> {
    const service = await ServicePeer.start();
    const { hub, notes } = createRoomHub();
    const gate = new Gate();
    const azure = createAzureSignalR({
      endpoints: service.connectionString,
      serverConnections: 2,
      shutdown: 'disconnect',
    });
    const methods: typeof hub.methods = {
      ...hub.methods,
      async *bulk(_call, count) {
        for (notes.produced = 1; notes.produced <= count; notes.produced += 1) {
          await (notes.produced > LENGTH_BEFORE ? gate.opened : undefined);
          yield textOf(notes.produced);
        }
      },
    };
    const server = await startServer(
      { ...hub, methods },
      {},
      { service: azure, clock: new ManualClock() },
    );
    const [first, second] = [await service.accepted(0), await service.accepted(1)];
    await azure.connected();
    first.open('c1');
    await first.heard('c1', '{}\u001e');
    return new Maintenance({ first, second, gate, notes, server, service });
  }

  async paused(): Promise<void> {
    this.first.pauseClient('c1');
    await this.first.next(connectionFlowControl);
  }

  /** Everything that the client was sent since its handshake, in the order in which a service reads it. */
  get sent(): readonly unknown[] {
    return `${this.first.textFor('c1')}${this.second.textFor('c1')}`
      .split('\u001e')
      .slice(1, -1)
      .map((record) => JSON.parse(record));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

test('[AZ-166] [AZ-167] a stream waits with its client and goes on where it was, whole and in order', async () => {
  await using room = await Maintenance.start();
  const { first, second, notes } = room;
  const call = `{"type":4,"invocationId":"1","target":"bulk","arguments":[${STREAM_LENGTH}]}\u001e`;
  first.data('c1', call);
  await first.heard('c1', textOf(LENGTH_BEFORE));
  await room.paused();
  room.gate.open();
  const before = first.textFor('c1');
  await first.echoed();
  expect(notes.produced).toBeGreaterThan(LENGTH_BEFORE);
  expect(notes.produced).toBeLessThan(STREAM_LENGTH);
  second.resumeClient('c1');
  await second.heard('c1', '"type":3');

  const items = Array.from({ length: STREAM_LENGTH }, (_, index) => textOf(index + 1));
  expect(room.sent).toEqual([
    ...items.map((item) => ({ type: 2, invocationId: '1', item })),
    { type: 3, invocationId: '1' },
  ]);
  expect(first.textFor('c1')).toBe(before);
});

test('[AZ-167] calls are answered, of which half had come before', async () => {
  await using room = await Maintenance.start();
  const { first, second, notes } = room;
  first.data('c1', '{"type":1,"invocationId":"1","target":"add","arguments":[1,', true);
  await room.paused();
  second.resumeClient('c1');
  second.data('c1', '2]}\u001e');
  await second.heard('c1', '"invocationId":"1"');
  second.data('c1', '{"type":1,"invocationId":"2","target":"whoAmI","arguments":[]}\u001e');
  await second.heard('c1', '"invocationId":"2"');

  expect(room.sent).toEqual([
    { type: 3, invocationId: '1', result: 3 },
    { type: 3, invocationId: '2', result: { connectionId: 'c1', userId: null } },
  ]);
  expect(notes.disconnected).toEqual([]);
});

test('[AZ-167] groups stay, and what a call sends comes before its answer', async () => {
  await using room = await Maintenance.start();
  const { first, second, server } = room;
  const { groups, connections } = server.handle;
  const join = groups.add('c1', 'g');
  const { ackId } = await first.next(joinGroupWithAck);
  first.send({ type: ServiceMessageType.ack, ackId, status: 1 });
  await join;
  const say = (target: string): string =>
    `{"type":1,"invocationId":"${target}","target":"say","arguments":[{"kind":"${target}","name":"g"},"hello"]}\u001e`;
  first.data('c1', say('caller'));
  await first.heard('c1', '"invocationId":"caller"');
  await room.paused();
  first.data('c1', say('group'));
  await first.echoed();
  second.resumeClient('c1');
  await second.heard('c1', '"invocationId":"group"');

  expect(await connections.groupsOf('c1')).toEqual(['g']);
  expect(first.all(ServiceMessageType.groupBroadcastData)).toEqual([]);
  const types = second.messages.map(({ type }) => type);
  const { groupBroadcastData, connectionData } = ServiceMessageType;
  expect(types.slice(types.indexOf(groupBroadcastData))).toEqual([
    groupBroadcastData,
    connectionData,
  ]);
});

function textOf(number: number): string {
  return `${number};`.padEnd(TEXT_LENGTH, 'x');
}
