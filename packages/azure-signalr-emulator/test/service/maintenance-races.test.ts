import { MigrationLevel, ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { openResumable } from '../support/resumable-client.ts';
import type { ScriptedServer } from '../support/scripted-server.ts';
import {
  heard,
  JSON_HANDSHAKE,
  record,
  ServiceStage,
  type StagedClient,
} from '../support/service-stage.ts';

const SAID = record({ type: 1, target: 'say', arguments: ['hello'] });

interface PausedClient extends StagedClient {
  readonly old: ScriptedServer;
  readonly next: ScriptedServer;
  readonly retired: Promise<void>;
}

/** One process with two connections, of which one is retired; its client is paused, and not released. */
async function pausedClient(stage: ServiceStage): Promise<PausedClient> {
  const old = await stage.server();
  const { id, client } = await stage.client(old);
  const next = await stage.server();
  const retired = stage.emulator.retireServerConnection('chat');
  await old.nextPause(id);
  return { old, next, id, client, retired };
}

/** The service knows that it has closed. */
async function end(server: ScriptedServer, other: ScriptedServer, left: number): Promise<void> {
  await server[Symbol.asyncDispose]();
  let count: string | undefined;
  while (count !== String(left)) {
    other.send({ type: ServiceMessageType.ping, values: ['status', ''] });
    const values = await other.nextPing('status');
    count = values[values.indexOf('servercount') + 1];
  }
}

/** Nobody is left on it, and nothing is on its way. */
async function partFrom(old: ScriptedServer, ...others: readonly ScriptedServer[]): Promise<void> {
  for (const server of [...others, old]) {
    await server.returnEcho();
  }
  expect(await old.closed()).toBe(1001);
}

describe('a client that is paused while its server connection is changed', () => {
  test('[AS-59] may leave, and is not waited for', async () => {
    await using stage = await ServiceStage.open();
    const { old, id, client, retired } = await pausedClient(stage);

    client.socket.terminate();
    await old.next(ServiceMessageType.closeConnection);
    old.sendPauseAck(id);

    await partFrom(old);
    await retired;
  });

  test('[AS-59] may leave behind what it has said', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await pausedClient(stage);

    client.send(SAID);
    client.socket.close(1000);
    await client.closed();
    old.sendPauseAck(id);

    await next.nextResume(id);
    expect(await next.nextData(id)).toBe(SAID);
    const { connectionId } = await next.next(ServiceMessageType.closeConnection);
    expect(connectionId).toBe(id);
    await partFrom(old, next);
  });

  test('[AS-59] may be closed by its server before that knows', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client, retired } = await pausedClient(stage);

    old.send({ type: ServiceMessageType.closeConnection, connectionId: id });

    expect(await client.closed()).toBe(1000);
    await partFrom(old);
    await retired;
    await next.settle();
    expect(next.received).toEqual([]);
  });

  test('[AS-59] may lose its socket and resume, of which the new connection hears', async () => {
    await using stage = await ServiceStage.open();
    const terms = { allowStatefulReconnects: true };
    const old = await stage.server({ terms });
    const { id, client, comeBack } = await openResumable(stage.emulator.url, old);
    client.send(SAID);
    await old.nextData(id);
    const next = await stage.server({ terms });
    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);

    client.socket.terminate();
    const resumed = await comeBack();
    await resumed.receivedText('{"type":9,"sequenceId":1}\u001e');
    resumed.send(`{"type":9,"sequenceId":1}\u001e${SAID}${heard('new')}`);
    await old.settle();
    expect(old.received).toEqual([]);
    old.sendPauseAck(id);

    await next.nextResume(id);
    expect(await next.next(ServiceMessageType.connectionReconnect)).toMatchObject({
      connectionId: id,
    });
    expect(await next.nextData(id)).toBe(heard('new'));
    next.sendText(id, heard('to the new socket'));
    await resumed.receivedText(heard('to the new socket'));
    await partFrom(old, next);
    resumed.socket.terminate();
  });

  test('[AS-59] goes to another process if its own has asked for that meanwhile', async () => {
    await using stage = await ServiceStage.open();
    const terms = { migrationLevel: MigrationLevel.shutdownOnly };
    const old = await stage.server({ terms });
    const { id, client } = await stage.client(old);
    const next = await stage.server({ terms });
    const other = await stage.server({ serverId: 'other' });
    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);

    for (const leaving of [old, next]) {
      leaving.send({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:1'] });
      await leaving.nextPing('shutdown');
    }
    client.send(SAID);
    await other.settle();
    expect(other.received).toEqual([]);
    old.sendPauseAck(id);

    await old.nextResume(id);
    expect(await old.nextData(id)).toBe(SAID);
    const closed = await old.next(ServiceMessageType.closeConnection);
    expect(closed.headers).toEqual(new Map([['asrs-migrate-to', ['other']]]));
    await other.next(ServiceMessageType.openConnection);
    expect(await other.nextData(id)).toBe(JSON_HANDSHAKE);
    await partFrom(old);
  });

  test('[AS-59] is waited for if it has a call under way and is to go to another process', async () => {
    await using stage = await ServiceStage.open();
    const terms = { migrationLevel: MigrationLevel.shutdownOnly };
    const old = await stage.server({ terms });
    const { id, client } = await stage.client(old);
    client.send(record({ type: 1, invocationId: '1', target: 'sum', arguments: [] }));
    await old.nextData(id);
    const next = await stage.server({ terms });
    const other = await stage.server({ serverId: 'other' });
    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    for (const leaving of [old, next]) {
      leaving.send({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:1'] });
      await leaving.nextPing('shutdown');
    }

    old.sendPauseAck(id);
    await old.nextResume(id);
    await old.settle();
    expect(old.received).toEqual([]);
    const sum = record({ type: 3, invocationId: '1', result: 5 });
    old.sendText(id, sum);

    await client.receivedText(sum);
    const opened = await other.next(ServiceMessageType.openConnection);
    expect(opened.connectionId).toBe(id);
    await partFrom(old);
  });

  test('[AS-59] goes elsewhere if the connection that it was to go to breaks', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await pausedClient(stage);
    const third = await stage.server();

    await end(next, third, 2);
    old.sendPauseAck(id);

    await third.nextResume(id);
    client.send(SAID);
    expect(await third.nextData(id)).toBe(SAID);
    await partFrom(old, third);
  });

  test('[AS-102] ends if the only one that it was to go to breaks, and goes on until then', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client, retired } = await pausedClient(stage);
    client.send(SAID);

    await end(next, old, 1);
    old.sendPauseAck(id);

    await old.nextResume(id);
    expect(await old.nextData(id)).toBe(SAID);
    old.sendText(id, heard('the last word'));
    await client.receivedText(heard('the last word'));
    await partFrom(old);
    await retired;
    expect(await client.closed()).toBe(1006);
  });

  test('[AS-59] goes to one that has come after the only one has broken', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server();
    const early = await stage.client(old);
    const late = await stage.client(old);
    const next = await stage.server();
    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(early.id);
    await old.nextPause(late.id);
    await end(next, old, 1);
    old.sendPauseAck(early.id);
    await old.nextResume(early.id);

    const third = await stage.server();

    await old.release(early.id, third);
    old.sendPauseAck(late.id);
    await third.nextResume(late.id);
    await partFrom(old, third);
  });
});

describe('retireServerConnection resolves', () => {
  test('[AS-100] when the server connection breaks in the middle, with its clients', async () => {
    await using stage = await ServiceStage.open();
    const { old, client, retired } = await pausedClient(stage);

    old.socket.terminate();

    await retired;
    expect(await client.closed()).toBe(1006);
  });

  test('[AS-57] [AS-100] when it breaks, and its clients are somewhere else', async () => {
    await using stage = await ServiceStage.open();
    const terms = { migrationLevel: MigrationLevel.any };
    const old = await stage.server({ terms });
    const { id, client } = await stage.client(old);
    await stage.server({ terms });
    const other = await stage.server({ serverId: 'other' });
    const retired = stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    client.send(SAID);

    old.socket.terminate();

    await retired;
    await other.next(ServiceMessageType.openConnection);
    expect(await other.nextData(id)).toBe(JSON_HANDSHAKE);
    expect(await other.nextData(id)).toBe(SAID);
  });

  test('[AS-100] when the emulator is closed', async () => {
    await using stage = await ServiceStage.open();
    const { retired } = await pausedClient(stage);

    const closed = stage.emulator.close();

    await retired;
    stage.clock.advance(60_000);
    await closed;
  });

  test('[AS-100] for two at a time, and the clients of both are with the third', async () => {
    await using stage = await ServiceStage.open();
    const one = await stage.server();
    const ann = await stage.client(one);
    const two = await stage.server();
    const bob = await stage.client(two);
    const three = await stage.server();

    const first = stage.emulator.retireServerConnection('chat');
    const second = stage.emulator.retireServerConnection('chat');
    await one.release(ann.id, three);
    await two.release(bob.id, three);
    await three.returnEcho();
    await partFrom(one, three);
    await partFrom(two);
    await Promise.all([first, second]);

    for (const { id, client } of [ann, bob]) {
      client.send(SAID);
      expect(await three.nextData(id)).toBe(SAID);
    }
  });
});
