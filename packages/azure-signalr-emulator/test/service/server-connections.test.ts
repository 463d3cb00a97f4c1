import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { bearerToken } from '../support/emulator-tokens.ts';
import { ScriptedServer } from '../support/scripted-server.ts';
import { heard, jsonPayload, ServiceStage } from '../support/service-stage.ts';

const PING = { type: ServiceMessageType.ping, values: ['status', '1'] } as const;
const HANDSHAKE = {
  type: ServiceMessageType.handshakeRequest,
  version: 1,
  connectionType: 0,
  migrationLevel: 1,
} as const;

describe('the stream of bytes', () => {
  test('[AS-1] a message may come in frames of one byte each', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();

    for (const byte of server.encode(PING)) {
      server.sendBytes(Uint8Array.of(byte));
    }

    expect(await server.nextPing('status')).toContain('clientcount');
  });

  test('[AS-1] one frame may hold several messages, and the beginning of another', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const bytes = Buffer.concat([PING, PING, PING].map((message) => server.encode(message)));

    server.sendBytes(bytes.subarray(0, bytes.length - 3));
    server.sendBytes(bytes.subarray(bytes.length - 3));

    for (let count = 0; count < 3; count += 1) {
      await server.nextPing('status');
    }
  });

  test('[AS-1] a message of an unknown type is skipped', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();

    server.sendBytes(Buffer.from([4, 0x93, 99, 0xc0, 0xc0]));

    await server.settle();
  });

  test('[AS-1] bytes that are no message end it with 1002, an oversized one with 1009', async () => {
    await using stage = await ServiceStage.open({ service: { maxServerMessageBytes: 1000 } });
    const garbled = await stage.server();
    const oversized = await stage.server();

    garbled.sendBytes(Buffer.from([1, 0xc1]));
    oversized.sendBytes(Buffer.from([0xe9, 0x07]));

    expect(await garbled.closed()).toBe(1002);
    expect(await oversized.closed()).toBe(1009);
  });
});

test.each(['https://page.test', 'null', ''])(
  '[AS-97] none is taken of a page of %j',
  async (origin) => {
    await using stage = await ServiceStage.open();
    const url = `${stage.emulator.url}/server/?hub=chat&access_token=${bearerToken('server', 'chat')}`;
    const socket = new WebSocket(url, { headers: { Origin: origin } });

    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];

    expect(response.statusCode).toBe(403);
    expect(await text(response)).toContain('it has an Origin');
  },
);

describe('the handshake', () => {
  test.each([
    { fields: 'six', allowStatefulReconnects: undefined },
    { fields: 'seven', allowStatefulReconnects: true },
  ])('[AS-2] one of $fields fields is answered with the id', async (terms) => {
    await using stage = await ServiceStage.open();
    await using server = await ScriptedServer.open(stage.emulator.url);
    const { allowStatefulReconnects } = terms;

    server.send({
      ...HANDSHAKE,
      target: '',
      ...(allowStatefulReconnects === undefined ? {} : { allowStatefulReconnects }),
    });

    expect(await server.next(ServiceMessageType.handshakeResponse)).toEqual({
      type: ServiceMessageType.handshakeResponse,
      connectionId: server.connectionId,
    });
  });

  test('[AS-2] it may come when the hub has been without anybody for a while', async () => {
    await using stage = await ServiceStage.open();
    await using server = await ScriptedServer.open(stage.emulator.url);

    stage.clock.advance(10_000);
    server.send(HANDSHAKE);
    await server.next(ServiceMessageType.handshakeResponse);

    const { id, client } = await stage.client(server);
    server.sendText(id, heard('hello'));
    await client.receivedText(heard('hello'));
  });

  test('[AS-75] one too many is refused, though there was room when it was asked for', async () => {
    await using stage = await ServiceStage.open({ tier: 'free' });
    await using server = await ScriptedServer.open(stage.emulator.url);
    for (let count = 0; count < 20; count += 1) {
      await stage.server();
    }

    server.send(HANDSHAKE);

    const { errorMessage } = await server.next(ServiceMessageType.handshakeResponse);
    expect(errorMessage).toContain('Connection count reaches limit.');
    expect(await server.closed()).toBe(1000);
    expect(stage.emulator.billing().peakConnections).toBe(20);
  });

  test('[AS-2] another version is answered with an error', async () => {
    await using stage = await ServiceStage.open();
    await using server = await ScriptedServer.open(stage.emulator.url);

    server.send({ ...HANDSHAKE, version: 2 });

    const { errorMessage } = await server.next(ServiceMessageType.handshakeResponse);
    expect(errorMessage).toBe('The service speaks version 1 of its protocol, not 2.');
    expect(await server.closed()).toBe(1000);
  });

  test('[AS-2] without one for 15 s, or with another message first, the connection ends', async () => {
    await using stage = await ServiceStage.open();
    await using silent = await ScriptedServer.open(stage.emulator.url);
    await using hasty = await ScriptedServer.open(stage.emulator.url);

    hasty.send(PING);
    expect(await hasty.closed()).toBe(1008);
    stage.clock.advance(15_000);

    expect(await silent.closed()).toBe(1008);
  });
});

describe('signs of life', () => {
  test('[AS-3] an empty ping goes out every 5 s', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();

    stage.clock.advance(5_000);
    await server.signsOfLife(1);
    stage.clock.advance(5_000);
    await server.signsOfLife(2);
  });

  test('[AS-3] a server connection that is silent for 30 s is dropped, another is not', async () => {
    await using stage = await ServiceStage.open();
    const silent = await stage.server();
    const alive = await stage.server();

    stage.clock.advance(25_000);
    await alive.settle();
    stage.clock.advance(5_000);

    expect(await silent.closed()).toBe(1008);
    await alive.settle();
  });
});

test('[AS-4] the end of a server connection ends its clients, which are not told, and no others', async () => {
  await using stage = await ServiceStage.open();
  const lost = await stage.server({ serverId: 'lost' });
  const { client } = await stage.client(lost);
  const kept = await stage.server({ serverId: 'kept' });
  const other = await stage.client(kept);

  lost.socket.terminate();

  expect(await client.closed()).toBe(1006);
  expect(client.received).toEqual([]);
  kept.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('still here') });
  await other.client.receivedText(heard('still here'));
});

test('[AS-5] status is answered with whether there are clients, and the load', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();

  server.send(PING);
  expect(await server.nextPing('status')).toEqual([
    'status',
    '0',
    'clientcount',
    '0',
    'servercount',
    '1',
    'capacity',
    '1000000',
  ]);

  await stage.client(server);
  const other = await stage.server({ hub: 'other' });
  other.send(PING);
  expect(await other.nextPing('status')).toEqual([
    'status',
    '0',
    'clientcount',
    '1',
    'servercount',
    '2',
    'capacity',
    '1000000',
  ]);
  server.send(PING);
  expect(await server.nextPing('status')).toEqual([
    'status',
    '1',
    'clientcount',
    '1',
    'servercount',
    '2',
    'capacity',
    '1000000',
  ]);
});

test('[AS-6] servers is answered with the time and each server of the hub once', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server({ serverId: 'one' });
  await stage.server({ serverId: 'one' });
  await stage.server({ serverId: 'two' });
  await stage.server({ serverId: 'elsewhere', hub: 'other' });

  server.send({ type: ServiceMessageType.ping, values: ['servers', ''] });

  expect(await server.nextPing('servers')).toEqual(['servers', `${stage.clock.epochMs()}:one;two`]);
});

describe('a request for an access key', () => {
  const REQUEST = {
    type: ServiceMessageType.accessKeyRequest,
    token: 'of Entra',
    kid: '',
  } as const;

  test('[AS-7] is answered with the key where tokens of Entra are taken', async () => {
    const accessKey = createHash('sha256').update('a key').digest('base64');
    await using stage = await ServiceStage.open({ accessKey, acceptsEntraTokens: true });
    const server = await ScriptedServer.connect(stage.emulator.url, { accessToken: 'of-entra' });

    server.send(REQUEST);

    expect(await server.next(ServiceMessageType.accessKeyResponse)).toMatchObject({ accessKey });
    server.socket.terminate();
  });

  test('[AS-7] is refused in words elsewhere', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();

    server.send(REQUEST);

    const response = await server.next(ServiceMessageType.accessKeyResponse);
    expect(response.accessKey).toBeUndefined();
    expect(response.errorMessage).toContain('Microsoft Entra');
  });
});

test('[AS-43] nothing that a server asks ends it', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const connectionId = 'nobody';

  server.send(
    { type: ServiceMessageType.connectionData, connectionId, payload: Buffer.from('{}') },
    { type: ServiceMessageType.closeConnection, connectionId },
    { type: ServiceMessageType.joinGroup, connectionId, groupName: 'red' },
    { type: ServiceMessageType.leaveGroup, connectionId },
    { type: ServiceMessageType.userLeaveGroup, userId: 'nobody' },
    {
      type: ServiceMessageType.clientCompletion,
      invocationId: '1',
      connectionId,
      callerServerId: 'x',
      payload: Buffer.of(),
    },
    {
      type: ServiceMessageType.openConnection,
      connectionId,
      claims: [],
      headers: new Map(),
      queryString: '',
    },
    { type: ServiceMessageType.ping, values: ['shutdown', 'fin:9', 'new', 'word', 'status'] },
    { type: ServiceMessageType.ping, values: ['#clientInHub', '12', '#client', '3'] },
    { type: ServiceMessageType.serviceError, errorMessage: 'from a server' },
  );

  await server.settle();
  expect(server.received).toEqual([]);
});
