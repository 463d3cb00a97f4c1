import { MigrationLevel, ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import type { ScriptedServer } from '../support/scripted-server.ts';
import {
  heard,
  JSON_HANDSHAKE,
  jsonPayload,
  messagesOf,
  record,
  ServiceStage,
} from '../support/service-stage.ts';

const LEAVING = { serverId: 'old', terms: { migrationLevel: MigrationLevel.shutdownOnly } };

async function leave(server: ScriptedServer, mode = 'fin:1'): Promise<void> {
  server.send({ type: ServiceMessageType.ping, values: ['shutdown', mode] });
  expect(await server.nextPing('shutdown')).toEqual(['shutdown', 'finack']);
}

/** What has reached the server by now is that it has no such client. */
async function expectNoClient(server: ScriptedServer): Promise<void> {
  await server.settle();
  expect(server.received).toEqual([]);
}

test.each(['fin:0', 'fin:1', 'fin:2'])(
  '[AS-50] %s is answered each time, and brings no more clients',
  async (mode) => {
    await using stage = await ServiceStage.open();
    const old = await stage.server({ serverId: 'old' });
    const kept = await stage.client(old);

    await leave(old, mode);
    await leave(old, mode);

    const next = await stage.server({ serverId: 'new' });
    await stage.client(next);
    old.sendText(kept.id, heard('still yours'));
    await kept.client.receivedText(heard('still yours'));
    await expectNoClient(old);
  },
);

describe('a server that leaves', () => {
  test('[AS-51] has its clients given to another, which keep their ids and groups', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old, { claims: { nameid: 'ann' }, query: '&x=1' });
    old.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
    const next = await stage.server({ serverId: 'new' });

    await leave(old);

    const closed = await old.next(ServiceMessageType.closeConnection);
    expect(closed).toEqual({
      type: ServiceMessageType.closeConnection,
      connectionId: id,
      headers: new Map([['asrs-migrate-to', ['new']]]),
    });
    const opened = await next.next(ServiceMessageType.openConnection);
    expect(opened).toMatchObject({
      connectionId: id,
      queryString: '?hub=chat&x=1',
      protocol: 'json',
    });
    expect(opened.headers.get('asrs-migrate-from')).toEqual(['old']);
    expect(opened.headers.get('asrs-instance-id')).toEqual(['emulator']);
    expect(await next.nextData(id)).toBe(JSON_HANDSHAKE);
    next.send({
      type: ServiceMessageType.groupBroadcastData,
      groupName: 'red',
      payloads: jsonPayload('to the group'),
    });
    await client.receivedText(heard('to the group'));
  });

  test('[AS-52] hands over what the client says next, and may finish its own sentence', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });
    const said = record({ type: 1, target: 'say', arguments: ['hello'] });

    await leave(old);
    old.sendText(id, heard('from the old'));
    await client.receivedText(heard('from the old'));
    client.send(said);

    await next.next(ServiceMessageType.openConnection);
    expect(await next.nextData(id)).toBe(JSON_HANDSHAKE);
    expect(await next.nextData(id)).toBe(said);
    next.sendText(id, heard('from the new'));
    await client.receivedText(heard('from the new'));
    expect(messagesOf(client)).toEqual([heard('from the old'), heard('from the new')]);
  });

  test("[AS-53] the new server's answer to the handshake is not waited for", async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });

    await leave(old);
    await next.next(ServiceMessageType.openConnection);
    next.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('at once') });

    await client.receivedText(heard('at once'));
  });

  test('[AS-53] one that comes all the same does not reach the client', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });

    await leave(old);
    const id = await next.acceptClient();
    next.sendText(id, heard('afterwards'));
    await client.receivedText(heard('afterwards'));

    expect(messagesOf(client)).toEqual([heard('afterwards')]);
  });

  test('[AS-54] waits for another process: its own other connections are none', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id } = await stage.client(old);
    const sibling = await stage.server(LEAVING);

    await leave(old);
    await expectNoClient(sibling);
    const next = await stage.server({ serverId: 'new' });

    const opened = await next.next(ServiceMessageType.openConnection);
    expect(opened.connectionId).toBe(id);
  });

  test('[AS-54] gives it to another connection of its own where that is allowed', async () => {
    await using stage = await ServiceStage.open({ service: { canMigrateWithinProcess: true } });
    const old = await stage.server(LEAVING);
    const { id } = await stage.client(old);
    const sibling = await stage.server({ serverId: 'old' });

    await leave(old);

    const opened = await sibling.next(ServiceMessageType.openConnection);
    expect(opened.connectionId).toBe(id);
  });

  test('[AS-54] keeps the client that must stay with it', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    await stage.client(old, { claims: { 'asrs.s.sn': 'old', 'asrs.s.ssticky': 'Required' } });
    const next = await stage.server({ serverId: 'new' });

    await leave(old);

    await expectNoClient(next);
  });

  test.each([
    { name: 'allowed no migration', level: MigrationLevel.off, mode: 'fin:1' },
    { name: 'waits', level: MigrationLevel.shutdownOnly, mode: 'fin:2' },
  ])('[AS-56] keeps its clients if it $name', async ({ level, mode }) => {
    await using stage = await ServiceStage.open();
    const old = await stage.server({ serverId: 'old', terms: { migrationLevel: level } });
    await stage.client(old);
    const next = await stage.server({ serverId: 'new' });

    await leave(old, mode);

    await expectNoClient(old);
    await expectNoClient(next);
  });
});

describe('a client goes once', () => {
  test.each([
    { what: 'call', call: record({ type: 1, invocationId: '1', target: 'sum', arguments: [] }) },
    {
      what: 'stream',
      call: record({ type: 4, invocationId: '1', target: 'count', arguments: [] }),
    },
  ])('[AS-55] its $what is answered', async ({ call }) => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });
    client.send(call);
    await old.nextData(id);

    await leave(old);
    await expectNoClient(next);
    const answer = record({ type: 3, invocationId: '1', result: 5 });
    old.sendText(id, record({ type: 2, invocationId: '1', item: 1 }));
    old.sendText(id, answer);

    await next.next(ServiceMessageType.openConnection);
    await client.receivedText(answer);
  });

  test('[AS-55] what it says has come to its end', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });
    const first = record({ type: 6 });
    client.send(`${first}{"type"`);
    await old.nextData(id);

    await leave(old);
    await expectNoClient(next);
    client.send(':6}\u001e');

    expect(await old.nextData(id)).toBe(first);
    await next.next(ServiceMessageType.openConnection);
  });

  test('[AS-55] what is said to it has come to its end', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });
    const whole = heard('in pieces');

    old.sendText(id, whole.slice(0, 10));
    await leave(old);
    await expectNoClient(next);
    old.sendText(id, whole.slice(10));

    await next.next(ServiceMessageType.openConnection);
    await client.receivedText(whole);
  });

  test('[AS-55] its handshake is answered', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const client = await stage.connect();
    client.send(JSON_HANDSHAKE);
    const { connectionId } = await old.next(ServiceMessageType.openConnection);
    const next = await stage.server({ serverId: 'new' });

    await leave(old);
    await expectNoClient(next);
    old.sendText(connectionId, '{}\u001e');

    await next.next(ServiceMessageType.openConnection);
    await client.receivedText('{}\u001e');
  });

  test('[AS-48] [AS-55] nobody is left who has asked it something', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const gone = await stage.server({ serverId: 'gone' });
    const question = record({ type: 1, invocationId: 'q', target: 'ask', arguments: [] });
    gone.send({
      type: ServiceMessageType.clientInvocation,
      invocationId: 'q',
      connectionId: id,
      callerServerId: 'gone',
      payloads: new Map([['json', Buffer.from(question)]]),
    });
    await client.receivedText(question);
    const next = await stage.server({ serverId: 'new' });

    await leave(old);
    await expectNoClient(next);
    gone.socket.close(1000);

    await next.next(ServiceMessageType.openConnection);
  });

  test('[AS-55] it has answered what it was asked', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });
    const answer = record({ type: 3, invocationId: 'q', result: 1 });
    const question = record({ type: 1, invocationId: 'q', target: 'ask', arguments: [] });
    const about = { invocationId: 'q', connectionId: id, callerServerId: 'new' };
    next.send({
      type: ServiceMessageType.clientInvocation,
      ...about,
      payloads: new Map([['json', Buffer.from(question)]]),
    });
    await client.receivedText(question);
    await next.next(ServiceMessageType.serviceMapping);
    await old.next(ServiceMessageType.clientInvocation);

    await leave(old);
    client.send(answer);
    expect(await old.nextData(id)).toBe(answer);
    await expectNoClient(next);
    old.send({
      type: ServiceMessageType.clientCompletion,
      ...about,
      payload: Buffer.from(answer),
    });

    await next.next(ServiceMessageType.clientCompletion);
    await next.next(ServiceMessageType.openConnection);
  });

  test('[AS-55] 20 s have not passed: after them it stays', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(LEAVING);
    const { id, client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });
    client.send(record({ type: 1, invocationId: '1', target: 'sum', arguments: [] }));
    await old.nextData(id);

    await leave(old);
    stage.clock.advance(20_000);
    await leave(old);
    const answer = record({ type: 3, invocationId: '1', result: 5 });
    old.sendText(id, answer);

    await client.receivedText(answer);
    await expectNoClient(next);
  });
});

describe('a server connection that breaks, of a server that allows migration at any time', () => {
  const ANY = { serverId: 'old', terms: { migrationLevel: MigrationLevel.any } };

  test('[AS-57] has the clients moved that nothing keeps', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server(ANY);
    const settled = await stage.client(old);
    const calling = await stage.client(old);
    calling.client.send(record({ type: 1, invocationId: '1', target: 'sum', arguments: [] }));
    await old.nextData(calling.id);
    const next = await stage.server({ serverId: 'new' });

    old.socket.terminate();

    const opened = await next.next(ServiceMessageType.openConnection);
    expect(opened.connectionId).toBe(settled.id);
    expect(await calling.client.closed()).toBe(1006);
    next.sendText(settled.id, heard('here you are'));
    await settled.client.receivedText(heard('here you are'));
  });

  test('[AS-57] loses all of them where the service moves none of a broken one', async () => {
    await using stage = await ServiceStage.open({ service: { canMigrateFromBroken: false } });
    const old = await stage.server(ANY);
    const { client } = await stage.client(old);
    const next = await stage.server({ serverId: 'new' });

    old.socket.terminate();

    expect(await client.closed()).toBe(1006);
    await expectNoClient(next);
  });
});
