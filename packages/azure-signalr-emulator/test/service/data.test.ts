import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import {
  heard,
  JSON_HANDSHAKE,
  jsonPayload,
  MESSAGE_PACK_HANDSHAKE,
  messagesOf,
  record,
  ServiceStage,
} from '../support/service-stage.ts';

/** What everybody has heard once this has come to everybody. */
const LAST = 'the last';

describe('who is reached', () => {
  test('[AS-21] everybody in the hub but who is excluded', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const elsewhere = await stage.server({ hub: 'other' });
    const [one, two, stranger] = [
      await stage.client(server),
      await stage.client(server),
      await stage.client(elsewhere, { hub: 'other' }),
    ];

    server.send({
      type: ServiceMessageType.broadcastData,
      payloads: jsonPayload('to one'),
      excludedConnectionIds: [two.id],
    });
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload(LAST) });
    await one.client.receivedText(heard(LAST));
    await two.client.receivedText(heard(LAST));
    await elsewhere.settle();

    expect(messagesOf(one.client)).toEqual([heard('to one'), heard(LAST)]);
    expect(messagesOf(two.client)).toEqual([heard(LAST)]);
    expect(messagesOf(stranger.client)).toEqual([]);
  });

  test('[AS-22] connections by their ids, each once', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const one = await stage.client(server);

    server.send({
      type: ServiceMessageType.multiConnectionData,
      connectionIds: [one.id, 'nobody', one.id],
      payloads: jsonPayload('once'),
    });
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload(LAST) });
    await one.client.receivedText(heard(LAST));

    expect(messagesOf(one.client)).toEqual([heard('once'), heard(LAST)]);
  });

  test('[AS-23] every connection of a user, or of several', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const ann1 = await stage.client(server, { claims: { nameid: 'ann' } });
    const ann2 = await stage.client(server, { claims: { 'asrs.s.uid': 'ann', nameid: 'x' } });
    const bob = await stage.client(server, { claims: { sub: 'bob' } });
    const nobody = await stage.client(server);

    server.send({
      type: ServiceMessageType.userData,
      userId: 'ann',
      payloads: jsonPayload('ann'),
    });
    server.send({
      type: ServiceMessageType.multiUserData,
      userIds: ['bob', 'ann', 'x'],
      payloads: jsonPayload('both'),
    });
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload(LAST) });
    for (const { client } of [ann1, ann2, bob, nobody]) {
      await client.receivedText(heard(LAST));
    }

    expect(messagesOf(ann1.client)).toEqual([heard('ann'), heard('both'), heard(LAST)]);
    expect(messagesOf(ann2.client)).toEqual([heard('ann'), heard('both'), heard(LAST)]);
    expect(messagesOf(bob.client)).toEqual([heard('both'), heard(LAST)]);
    expect(messagesOf(nobody.client)).toEqual([heard(LAST)]);
  });

  test('[AS-24] members of a group but excluded connections and users', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const ann = await stage.client(server, { claims: { nameid: 'ann' } });
    const bob = await stage.client(server, { claims: { nameid: 'bob' } });
    const cyd = await stage.client(server);
    const groupName = 'red';
    for (const { id } of [ann, bob, cyd]) {
      server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName });
    }

    server.send({
      type: ServiceMessageType.groupBroadcastData,
      groupName,
      payloads: jsonPayload('not for bob and cyd'),
      excludedConnectionIds: [cyd.id],
      excludedUserIds: ['bob'],
      callerUserId: 'ann',
    });
    server.send({
      type: ServiceMessageType.groupBroadcastData,
      groupName,
      payloads: jsonPayload(LAST),
    });
    for (const { client } of [ann, bob, cyd]) {
      await client.receivedText(heard(LAST));
    }

    expect(messagesOf(ann.client)).toEqual([heard('not for bob and cyd'), heard(LAST)]);
    expect(messagesOf(bob.client)).toEqual([heard(LAST)]);
    expect(messagesOf(cyd.client)).toEqual([heard(LAST)]);
  });

  test.each([
    { name: 'once for each', deliversOncePerGroup: true, heardByBoth: ['hello', 'hello'] },
    { name: 'or once, if told so', deliversOncePerGroup: false, heardByBoth: ['hello'] },
  ])('[AS-25] members of several groups, $name', async ({ deliversOncePerGroup, heardByBoth }) => {
    await using stage = await ServiceStage.open({ service: { deliversOncePerGroup } });
    const server = await stage.server();
    const both = await stage.client(server);
    const blue = await stage.client(server);
    for (const [{ id }, groupName] of [
      [both, 'red'],
      [both, 'blue'],
      [blue, 'blue'],
    ] as const) {
      server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName });
    }

    server.send({
      type: ServiceMessageType.multiGroupBroadcastData,
      groupNames: ['red', 'blue', 'none'],
      payloads: jsonPayload('hello'),
    });
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload(LAST) });
    await both.client.receivedText(heard(LAST));
    await blue.client.receivedText(heard(LAST));

    expect(messagesOf(both.client)).toEqual([...heardByBoth, LAST].map((text) => heard(text)));
    expect(messagesOf(blue.client)).toEqual([heard('hello'), heard(LAST)]);
  });
});

describe('payloads', () => {
  test('[AS-26] a client gets that of its protocol, in any case of letters', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { client } = await stage.client(server, {
      handshake: '{"protocol":"Json","version":1}\u001e',
    });

    server.send({
      type: ServiceMessageType.broadcastData,
      payloads: new Map([
        ['messagepack', Buffer.of(1, 0)],
        ['JSON', Buffer.from(heard('for json'))],
      ]),
    });

    await client.receivedText(heard('for json'));
  });

  test('[AS-26] without one it gets nothing, which is logged once', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { client } = await stage.client(server);
    const payloads = new Map([['messagepack', Buffer.of(1, 0)]]);

    server.send({ type: ServiceMessageType.broadcastData, payloads });
    server.send({ type: ServiceMessageType.broadcastData, payloads });
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload(LAST) });
    await client.receivedText(heard(LAST));

    expect(messagesOf(client)).toEqual([heard(LAST)]);
    const text = 'a server sends nothing that clients of this protocol understand';
    expect(stage.logger.texts('warn').filter((line) => line === text)).toEqual([text]);
  });
});

describe('before the handshake is answered', () => {
  test('[AS-27] what is for the client waits behind the answer, in order', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const client = await stage.connect();
    client.send(JSON_HANDSHAKE);
    const { connectionId } = await server.next(ServiceMessageType.openConnection);

    server.send({ type: ServiceMessageType.joinGroup, connectionId, groupName: 'red' });
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('1') });
    server.send({
      type: ServiceMessageType.groupBroadcastData,
      groupName: 'red',
      payloads: jsonPayload('2'),
    });
    server.sendText(connectionId, '{');
    server.sendText(connectionId, `}\u001e${heard('0')}`);
    await client.receivedText(heard('2'));

    expect(messagesOf(client)).toEqual(['{}\u001e', heard('0'), heard('1'), heard('2')]);
  });

  test('[AS-27] a client for which too much waits is dropped, and its server told', async () => {
    await using stage = await ServiceStage.open({ service: { maxHeldClientBytes: 200 } });
    const server = await stage.server();
    const client = await stage.connect();
    client.send(JSON_HANDSHAKE);
    const { connectionId } = await server.next(ServiceMessageType.openConnection);

    for (let count = 0; count < 5; count += 1) {
      server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('early') });
    }

    expect(await client.closed()).toBe(1006);
    const gone = await server.next(ServiceMessageType.closeConnection);
    expect(gone).toMatchObject({
      connectionId,
      errorMessage: 'More was sent to the client than the service holds.',
    });
  });
});

describe('pieces', () => {
  test('[AS-31] a client gets whole messages, however its server cuts them', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id, client } = await stage.client(server);
    const text = `${heard('1')}${heard('2')}${heard('3')}`;

    for (const part of [text.slice(0, 70), text.slice(70, 71), text.slice(71)]) {
      server.sendText(id, part);
    }
    await client.receivedText(heard('3'));

    expect(messagesOf(client)).toEqual([heard('1'), heard('2'), heard('3')]);
  });

  test('[AS-31] MessagePack is cut by its lengths and comes in binary frames', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id, client } = await stage.client(server, { handshake: MESSAGE_PACK_HANDSHAKE });
    const frames: Buffer[] = [];
    const complete = new Promise<void>((resolve) => {
      client.socket.on('message', (data: Buffer, isBinary) => {
        expect(isBinary).toBe(true);
        frames.push(data);
        if (Buffer.concat(frames).length === stream.length) {
          resolve();
        }
      });
    });
    const long = Buffer.concat([Buffer.of(0xac, 0x02), Buffer.alloc(300, 0x1e)]);
    const stream = Buffer.concat([Buffer.of(2, 0x91, 0x06), long, Buffer.of(2, 0x91, 0x06)]);

    for (const byte of stream) {
      server.send({
        type: ServiceMessageType.connectionData,
        connectionId: id,
        payload: Uint8Array.of(byte),
      });
    }
    await complete;

    const ends = frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length);
    expect([3, 3 + long.length, stream.length]).toEqual(expect.arrayContaining(ends));
    expect(Buffer.concat(frames)).toEqual(stream);
  });

  test('[AS-32] what a client sends goes message by message', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id, client } = await stage.client(server);
    const text = `${record({ a: 1 })}${record({ b: 2 })}${record({ c: 3 })}`;

    client.send(text.slice(0, 10));
    client.send(text.slice(10));

    expect(await server.nextData(id)).toBe(record({ a: 1 }));
    expect(await server.nextData(id)).toBe(record({ b: 2 }));
    expect(await server.nextData(id)).toBe(record({ c: 3 }));
  });

  test.each([
    { to: 'a server of seven fields is marked', terms: { allowStatefulReconnects: true } },
    { to: 'an older server is not', terms: {} },
  ])('[AS-32] a part of a long message to $to', async ({ terms }) => {
    await using stage = await ServiceStage.open({ service: { maxPartBytes: 10 } });
    const server = await stage.server({ terms });
    const { client } = await stage.client(server);
    const isMarked = 'allowStatefulReconnects' in terms;

    client.send('{"long":"12345');
    const part = await server.next(ServiceMessageType.connectionData);
    client.send('6"}\u001e');
    const rest = await server.next(ServiceMessageType.connectionData);

    expect(Buffer.from(part.payload).toString()).toBe('{"long":"12345');
    expect(part.isPartial).toBe(isMarked ? true : undefined);
    expect(Buffer.from(rest.payload).toString()).toBe('6"}\u001e');
    expect(rest.isPartial).toBeUndefined();
  });

  test.each([
    ['a length of more than the service would wait for', [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a length that is none', [0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])('[AS-32] %s goes on as it comes, for the server to refuse', async (_name, bytes) => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { client } = await stage.client(server, { handshake: MESSAGE_PACK_HANDSHAKE });

    client.send(Buffer.from(bytes));

    const { payload } = await server.next(ServiceMessageType.connectionData);
    expect([...payload]).toEqual(bytes);
  });

  test('[AS-32] what a client that leaves has half sent goes before the news', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id, client } = await stage.client(server);

    client.send('{"half');
    client.socket.close();

    expect(await server.nextData(id)).toBe('{"half');
    expect(await server.next(ServiceMessageType.closeConnection)).toMatchObject({
      connectionId: id,
    });
  });
});

describe('a server that takes nothing', () => {
  test('[AS-33] its clients are read no further until it does', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id, client } = await stage.client(server);
    const message = record({ type: 1, arguments: ['x'.repeat(60_000)] });
    const count = 400;

    server.socket.pause();
    for (let sent = 0; sent < count; sent += 1) {
      client.send(message);
    }
    server.socket.resume();

    for (let received = 0; received < count; received += 1) {
      expect(await server.nextData(id)).toBe(message);
    }
  });

  test('[AS-33] its connection is dropped when too much waits for it', async () => {
    await using stage = await ServiceStage.open({ service: { maxPendingServerBytes: 100_000 } });
    const server = await stage.server();
    const { client } = await stage.client(server);
    server.socket.pause();
    const message = record({ type: 1, arguments: ['x'.repeat(60_000)] });
    for (let sent = 0; sent < 400; sent += 1) {
      client.send(message);
    }

    expect(await client.closed()).toBe(1006);
  });
});

test('[AS-34] what the quota no longer allows is dropped, and its server is told once', async () => {
  await using stage = await ServiceStage.open({ tier: 'free' });
  const server = await stage.server();
  const { client } = await stage.client(server);
  const large = record({ type: 1, arguments: ['x'.repeat(2048 * 1000)] });
  for (let count = 0; count < 20; count += 1) {
    client.send(large);
  }

  expect(await server.next(ServiceMessageType.serviceError)).toEqual({
    type: ServiceMessageType.serviceError,
    errorMessage: 'Maximum message count limit reached: 20000',
  });
  server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('too many') });
  await server.settle();

  expect(client.received).toEqual([]);
  expect(server.received.map(({ type }) => type)).not.toContain(ServiceMessageType.serviceError);
});
