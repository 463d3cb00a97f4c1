import { ServerConnectionType, ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import type { RawClient } from '../../../signalr-server/test/support/raw-client.ts';
import type { ScriptedServer } from '../support/scripted-server.ts';
import {
  heard,
  jsonPayload,
  messagesOf,
  record,
  ServiceStage,
  type StagedClient,
} from '../support/service-stage.ts';

const CLIENT = 1;
const SERVER = 2;
const PAUSE_ACK = 2;
const OFFLINE = 4;

/** One process with two connections, and a client that the first carries. */
async function stageOfTwo(
  stage: ServiceStage,
): Promise<StagedClient & { readonly old: ScriptedServer; readonly next: ScriptedServer }> {
  const old = await stage.server();
  const client = await stage.client(old);
  const next = await stage.server();
  return { old, next, ...client };
}

function said(text: string): string {
  return record({ type: 1, target: 'say', arguments: [text] });
}

/** Everything that the client has sent so far is there. */
async function allArrived({ socket }: RawClient): Promise<void> {
  const ponged = new Promise((resolve) => {
    socket.once('pong', resolve);
  });
  socket.ping();
  await ponged;
}

describe('a server connection that is retired', () => {
  test('[AS-59] [AS-100] gives its clients to another of its process, and is closed', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);

    const retired = stage.emulator.retireServerConnection('Chat');
    await old.release(id, next);
    client.send(said('hello'));
    expect(await next.nextData(id)).toBe(said('hello'));
    expect(await old.next(ServiceMessageType.connectionFlowControl)).toEqual({
      type: ServiceMessageType.connectionFlowControl,
      connectionId: old.connectionId,
      connectionType: SERVER,
      operation: OFFLINE,
    });
    await next.returnEcho();
    await old.returnEcho();
    await retired;

    expect(await old.closed()).toBe(1001);
    next.sendText(id, heard('still here'));
    await client.receivedText(heard('still here'));
    expect([...old.received, ...next.received]).toEqual([]);
  });

  test('[AS-59] has what a client says meanwhile wait, and then come in order', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);
    client.send('{"type":1,"target":"say",');
    client.send('"arguments":["begun"]}\u001e{"type":1,"target":"say"');
    expect(await old.nextData(id)).toBe(said('begun'));

    const retired = stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    client.send(',"arguments":["ended"]}\u001e');
    client.send(said('more'));
    await allArrived(client);
    await old.settle();
    expect(old.received).toEqual([]);
    const long = ['a', 'b', 'c'].map((letter) => said(letter.repeat(40_000)));
    for (const message of long) {
      client.send(message);
    }
    old.sendPauseAck(id);

    await next.nextResume(id);
    expect(await next.nextData(id)).toBe(said('ended'));
    expect(await next.nextData(id)).toBe(said('more'));
    for (const message of long) {
      expect(await next.nextData(id)).toBe(message);
    }
    await next.returnEcho();
    await old.returnEcho();
    await retired;
  });

  test('[AS-59] sends a client what is on its way for it, half of a message too', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);
    const whole = heard('in two halves');

    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    old.sendText(id, heard('late'));
    old.sendText(id, whole.slice(0, 10));
    old.sendPauseAck(id);
    await next.nextResume(id);
    next.sendText(id, whole.slice(10));

    await client.receivedText(whole);
    expect(messagesOf(client)).toEqual([heard('late'), whole]);
  });

  test('[AS-59] leaves a client its groups, its calls and what it is asked', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);
    const asking = await stage.server({ serverId: 'asking' });
    const about = { invocationId: 'q', connectionId: id, callerServerId: 'asking' };
    const question = record({ type: 1, invocationId: 'q', target: 'ask', arguments: [] });
    old.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
    await old.settle();
    asking.send({
      type: ServiceMessageType.clientInvocation,
      ...about,
      payloads: new Map([['json', Buffer.from(question)]]),
    });
    await client.receivedText(question);
    client.send(record({ type: 1, invocationId: '1', target: 'sum', arguments: [] }));
    await old.nextData(id);

    void stage.emulator.retireServerConnection('chat');
    await old.release(id, next);
    const sum = record({ type: 3, invocationId: '1', result: 5 });
    next.sendText(id, sum);
    asking.send({
      type: ServiceMessageType.groupBroadcastData,
      groupName: 'red',
      payloads: jsonPayload('to the group'),
    });
    await client.receivedText(sum);
    await client.receivedText(heard('to the group'));
    const answer = record({ type: 3, invocationId: 'q', result: 1 });
    client.send(answer);
    expect(await next.nextData(id)).toBe(answer);
    next.send({
      type: ServiceMessageType.clientCompletion,
      ...about,
      protocol: 'json',
      payload: Buffer.from(answer),
    });

    const completion = await asking.next(ServiceMessageType.clientCompletion);
    expect(Buffer.from(completion.payload).toString()).toBe(answer);
  });

  test('[AS-59] has clients that came while it was leaving at others', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id } = await stageOfTwo(stage);
    await stage.client(next);

    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    await stage.client(next);
  });

  test('[AS-59] has a client wait for the answer to its handshake first', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server();
    const client = await stage.connect();
    client.send('{"protocol":"json","version":1}\u001e');
    const { connectionId } = await old.next(ServiceMessageType.openConnection);
    await old.nextData(connectionId);
    const next = await stage.server();

    void stage.emulator.retireServerConnection('chat');
    await old.settle();
    expect(old.received).toEqual([]);
    old.sendText(connectionId, '{}\u001e');

    await old.release(connectionId, next);
    client.send(said('hello'));
    expect(await next.nextData(connectionId)).toBe(said('hello'));
  });

  test('[AS-59] is not moved by what nobody has asked for', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);
    const ack = { type: ServiceMessageType.connectionFlowControl, connectionId: id } as const;
    old.sendPauseAck(id);
    await old.settle();

    void stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    next.sendPauseAck(id);
    await next.settle();
    old.send({ ...ack, connectionType: SERVER, operation: PAUSE_ACK });
    old.send({ ...ack, connectionType: CLIENT, operation: OFFLINE });
    old.sendPauseAck('nobody');
    await old.settle();
    expect([...old.received, ...next.received]).toEqual([]);
    old.sendPauseAck(id);
    old.sendPauseAck(id);

    await next.nextResume(id);
    await old.next(ServiceMessageType.connectionFlowControl);
    client.send(said('hello'));
    expect(await next.nextData(id)).toBe(said('hello'));
  });
});

describe('retireServerConnection', () => {
  test('[AS-100] takes the connection with the most clients, for the one with the fewest', async () => {
    await using stage = await ServiceStage.open();
    const one = await stage.server();
    await stage.client(one);
    const two = await stage.server();
    await stage.client(two);
    const { id: kept } = await stage.client(one);
    const three = await stage.server();

    void stage.emulator.retireServerConnection('chat');
    const first = await one.next(ServiceMessageType.connectionFlowControl);
    const second = await one.next(ServiceMessageType.connectionFlowControl);
    expect([first.connectionId, second.connectionId]).toContain(kept);
    one.sendPauseAck(kept);
    await three.nextResume(kept);
    expect(two.received).toEqual([]);
  });

  test('[AS-100] takes none that is weak or leaves, and says so where there is no other', async () => {
    await using stage = await ServiceStage.open();
    await stage.server({ terms: { connectionType: ServerConnectionType.weak } });
    const leaving = await stage.server();
    leaving.send({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:2'] });
    await leaving.nextPing('shutdown');

    const message = "The hub 'chat' has no server connection that takes clients.";
    await expect(stage.emulator.retireServerConnection('chat')).rejects.toThrow(
      new RangeError(message),
    );
    expect(leaving.received).toEqual([]);
  });

  test('[AS-101] closes it behind all that its server had sent over it', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);

    const retired = stage.emulator.retireServerConnection('chat');
    await old.release(id, next);
    await old.next(ServiceMessageType.connectionFlowControl);
    await next.returnEcho();
    const joining = { type: ServiceMessageType.joinGroupWithAck, connectionId: id, ackId: 1 };
    old.send({ ...joining, groupName: 'red' });
    expect(await old.next(ServiceMessageType.ack)).toMatchObject({ ackId: 1, status: 1 });
    old.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('the last') });
    await old.returnEcho();
    await retired;

    await client.receivedText(heard('the last'));
  });

  test('[AS-101] does not close it before the others know whose clients are theirs', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id } = await stageOfTwo(stage);

    const retired = stage.emulator.retireServerConnection('chat');
    await old.release(id, next);
    await old.returnEcho();
    next.send({ type: ServiceMessageType.ping, values: ['echo', 'of somebody else'] });
    await next.settle();
    await old.settle();
    await next.returnEcho();

    await retired;
    expect(await old.closed()).toBe(1001);
  });

  test('[AS-101] waits 5 s for servers that send nothing back', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);

    const retired = stage.emulator.retireServerConnection('chat');
    await old.release(id, next);
    await old.nextPing('echo');
    stage.clock.advance(4_999);
    await old.settle();
    stage.clock.advance(1);

    await retired;
    expect(await old.closed()).toBe(1001);
    next.sendText(id, heard('still here'));
    await client.receivedText(heard('still here'));
  });
});

describe('a client that cannot be moved ends with its server connection', () => {
  test('[AS-102] where its process has no other that takes clients', async () => {
    await using stage = await ServiceStage.open();
    const old = await stage.server();
    const { client } = await stage.client(old);
    await stage.server({ terms: { connectionType: ServerConnectionType.weak } });
    const other = await stage.server({ serverId: 'other' });

    const retired = stage.emulator.retireServerConnection('chat');
    expect(await old.next(ServiceMessageType.connectionFlowControl)).toMatchObject({
      operation: OFFLINE,
    });
    await old.returnEcho();

    await retired;
    expect(await old.closed()).toBe(1001);
    expect(await client.closed()).toBe(1006);
    await other.settle();
    expect(other.received).toEqual([]);
    expect(stage.logger.lines).toContainEqual({
      level: 'warn',
      fields: { connectionId: old.connectionId, serverId: 'server-1', clientCount: 1 },
      text: 'clients end with a server connection: they could not go on over another of their server',
    });
  });

  test('[AS-102] where its server does not let it go within 5 s', async () => {
    await using stage = await ServiceStage.open();
    const { old, next, id, client } = await stageOfTwo(stage);

    const retired = stage.emulator.retireServerConnection('chat');
    await old.nextPause(id);
    stage.clock.advance(5_000);
    await old.next(ServiceMessageType.connectionFlowControl);
    old.sendPauseAck(id);
    await old.returnEcho();

    await retired;
    expect(await client.closed()).toBe(1006);
    await next.settle();
    expect(next.received).toEqual([]);
  });
});
