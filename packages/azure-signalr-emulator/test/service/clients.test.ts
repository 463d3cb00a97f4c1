import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { EPOCH_MS } from '../../../signalr-server/test/support/manual-clock.ts';
import { bearerToken } from '../support/emulator-tokens.ts';
import { clientUrl } from '../support/scripted-client.ts';
import {
  JSON_HANDSHAKE,
  jsonPayload,
  MESSAGE_PACK_HANDSHAKE,
  record,
  ServiceStage,
} from '../support/service-stage.ts';

const IDENTITY = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

describe('the handshake of a client', () => {
  test.each(['no JSON', '{}', '{"protocol":1,"version":1}'])(
    '[AS-12] %s is refused by the service',
    async (text) => {
      await using stage = await ServiceStage.open();
      const server = await stage.server();
      const client = await stage.connect();

      client.send(`${text}\u001e`);

      await client.receivedText('"error"');
      expect(await client.closed()).toBe(1000);
      await server.settle();
      expect(server.received).toEqual([]);
    },
  );

  test.each([
    { name: '15 s', claims: {}, timeoutMs: 15_000 },
    { name: 'what the token says', claims: { 'asrs.s.cht': 3 }, timeoutMs: 3_000 },
  ])('[AS-12] one that does not come within $name is refused', async ({ claims, timeoutMs }) => {
    await using stage = await ServiceStage.open();
    await stage.server();
    const client = await stage.connect({ claims });
    client.send('{"protocol":');

    await stage.clock.timerStarted(timeoutMs);
    stage.clock.advance(timeoutMs);

    await client.receivedText('{"error":"Handshake was canceled."}\u001e');
    expect(await client.closed()).toBe(1000);
  });

  test('[AS-12] a binary protocol over Server-Sent Events is refused', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();
    const negotiated = await fetch(
      `${stage.emulator.url}/client/negotiate?hub=chat&negotiateVersion=1`,
      { method: 'POST', headers: { Authorization: `Bearer ${bearerToken('client', 'chat')}` } },
    );
    const { connectionToken } = (await negotiated.json()) as { readonly connectionToken: string };
    const url = `${clientUrl(stage.emulator.url)}&id=${connectionToken}`;
    const stream = await fetch(url, { headers: { Accept: 'text/event-stream' } });

    await fetch(url, { method: 'POST', body: MESSAGE_PACK_HANDSHAKE });

    expect(await stream.text()).toContain("The transport does not support 'Binary'");
  });

  test('[AS-12] its server answers everything else', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const client = await stage.connect();

    client.send('{"protocol":"unheard-of","version":9}\u001e');

    const { protocol } = await server.next(ServiceMessageType.openConnection);
    expect(protocol).toBe('unheard-of');
  });

  test('[AS-28] a refusal of its server reaches the client, and nothing else does', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const client = await stage.connect();
    client.send(JSON_HANDSHAKE);
    const { connectionId } = await server.next(ServiceMessageType.openConnection);
    const refusal = record({ error: 'not today' });

    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('early') });
    server.sendText(connectionId, refusal);
    server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('late') });
    server.sendText(connectionId, '{}\u001e');
    server.send({ type: ServiceMessageType.closeConnection, connectionId });

    expect(await client.closed()).toBe(1000);
    expect(client.received).toEqual([refusal]);
  });

  test('[AS-28] one that was refused and is sent away is told nothing more', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const client = await stage.connect();
    client.send(JSON_HANDSHAKE);
    const { connectionId } = await server.next(ServiceMessageType.openConnection);
    const refusal = record({ error: 'not today' });

    server.sendText(connectionId, refusal);
    server.send({ type: ServiceMessageType.closeConnectionWithAck, connectionId, ackId: 1 });

    expect(await client.closed()).toBe(1000);
    expect(client.received).toEqual([refusal]);
    expect(await server.next(ServiceMessageType.ack)).toMatchObject({ ackId: 1, status: 1 });
  });
});

describe('what a server is told of a client', () => {
  test('[AS-13] claims, query, headers and protocol', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const claims = {
      nameid: 'ann',
      role: ['a', 'b'],
      'asrs.s.derror': 'True',
      'asrs.s.dc': 'true',
    };
    const client = await stage.connect({
      claims,
      query: '&asrs.op=%2Fchat&id=&x=1',
    });

    client.send('{"protocol":"JSON","version":1}\u001e');

    const opened = await server.next(ServiceMessageType.openConnection);
    expect(opened.claims).toEqual(
      expect.arrayContaining([
        { type: `${IDENTITY}/nameidentifier`, value: 'ann' },
        { type: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role', value: 'a' },
        { type: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role', value: 'b' },
        { type: 'asrs.s.derror', value: 'True' },
      ]),
    );
    expect(opened.queryString).toBe('?hub=chat&asrs.op=%2Fchat&x=1');
    expect(opened.protocol).toBe('json');
    expect(opened.headers.get('asrs-instance-id')).toEqual(['emulator']);
    expect(opened.headers.get('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(opened.headers.get('asrs-is-diagnostic-client')).toEqual(['true']);
    expect(opened.headers.get('upgrade')).toEqual(['websocket']);
  });

  test('[AS-13] neither its token nor what only the service may say', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const body = {
      method: 'POST',
      headers: { Authorization: `Bearer ${bearerToken('client', 'chat')}` },
    };
    const negotiated = await fetch(
      `${stage.emulator.url}/client/negotiate?hub=chat&negotiateVersion=1`,
      body,
    );
    const { connectionToken } = (await negotiated.json()) as { readonly connectionToken: string };
    const url = `${stage.emulator.url}/client/?hub=chat&id=${connectionToken}`;
    const headers = {
      ...body.headers,
      'Asrs-Migrate-From': 'somebody',
      'Asrs-Is-Diagnostic-Client': 'true',
      'Asrs-Instance-Id': 'mine',
      'X-Forwarded-For': '10.0.0.1',
    };

    await fetch(url, { headers });
    await fetch(url, { method: 'POST', headers, body: JSON_HANDSHAKE });

    const opened = await server.next(ServiceMessageType.openConnection);
    expect(opened.headers.has('authorization')).toBe(false);
    expect(opened.headers.has('asrs-migrate-from')).toBe(false);
    expect(opened.headers.has('asrs-is-diagnostic-client')).toBe(false);
    expect(opened.headers.get('asrs-instance-id')).toEqual(['emulator']);
    expect(opened.headers.get('x-forwarded-for')).toEqual(['10.0.0.1', '127.0.0.1']);
  });

  test('[AS-14] its handshake as it wrote it, without extensions', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const client = await stage.connect();
    const handshake = '{ "version" : 1, "protocol":"json", "more": [] }\u001e';

    client.send(`${handshake}${record({ type: 6 })}`);

    const { connectionId } = await server.next(ServiceMessageType.openConnection);
    const data = await server.next(ServiceMessageType.connectionData);
    expect(data).toEqual({
      type: ServiceMessageType.connectionData,
      connectionId,
      payload: new Uint8Array(Buffer.from(handshake)),
    });
    expect(await server.nextData(connectionId)).toBe(record({ type: 6 }));
  });

  test('[AS-30] that it has gone, without an error if it said so itself', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const leaving = await stage.client(server);
    const breaking = await stage.client(server);

    leaving.client.socket.close(1000);
    expect(await server.next(ServiceMessageType.closeConnection)).toEqual({
      type: ServiceMessageType.closeConnection,
      connectionId: leaving.id,
    });
    breaking.client.socket.terminate();
    const broken = await server.next(ServiceMessageType.closeConnection);
    expect(broken.connectionId).toBe(breaking.id);
    expect(broken.errorMessage).not.toBeUndefined();
  });
});

test('[AS-29] a server that ends its client, behind what was sent to it, hears no more of it', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const { id, client } = await stage.client(server);
  const goodbye = record({ type: 7 });

  server.sendText(id, goodbye);
  server.send({ type: ServiceMessageType.closeConnection, connectionId: id });

  expect(await client.closed()).toBe(1000);
  expect(client.received).toEqual([goodbye]);
  await server.settle();
  expect(server.received).toEqual([]);
});

test('[AS-29] any other server of the hub may end it, too, and its own is told', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server({ serverId: 'one' });
  const { id, client } = await stage.client(server);
  const other = await stage.server({ serverId: 'two' });
  const goodbye = record({ type: 7 });

  other.send({
    type: ServiceMessageType.multiConnectionData,
    connectionIds: [id],
    payloads: new Map([['json', Buffer.from(goodbye)]]),
  });
  other.send({ type: ServiceMessageType.closeConnection, connectionId: id, errorMessage: 'over' });

  expect(await client.closed()).toBe(1000);
  expect(client.received).toEqual([goodbye]);
  expect(await server.next(ServiceMessageType.closeConnection)).toMatchObject({
    connectionId: id,
    errorMessage: 'over',
  });
});

test('[AS-18] a client ends with its authentication where its token says so, and may come back', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const expiry = (EPOCH_MS + 10_000) / 1000;
  const claims = { 'asrs.s.coae': 'true', 'asrs.s.aeo': expiry };
  const { id, client } = await stage.client(server, { claims });
  const lasting = await stage.client(server, { claims: { 'asrs.s.aeo': expiry } });

  stage.clock.advance(9_000);
  await server.settle();
  expect(client.received).toEqual([]);
  stage.clock.advance(1_000);

  expect(await client.closed()).toBe(1000);
  expect(JSON.parse(client.received.join('').slice(0, -1))).toMatchObject({
    type: 7,
    allowReconnect: true,
  });
  const { connectionId } = await server.next(ServiceMessageType.closeConnection);
  expect(connectionId).toBe(id);
  expect(lasting.client.received).toEqual([]);
});

test('[AS-58] pingServers says something to every server of a hub, and an echo is heeded by nobody', async () => {
  await using stage = await ServiceStage.open();
  const one = await stage.server();
  const two = await stage.server();
  const other = await stage.server({ hub: 'other' });

  stage.emulator.pingServers('Chat', ['echo', '42', 'target', 'emulator']);

  expect(await one.nextPing('echo')).toEqual(['echo', '42', 'target', 'emulator']);
  expect(await two.nextPing('echo')).toEqual(['echo', '42', 'target', 'emulator']);
  one.send({ type: ServiceMessageType.ping, values: ['echo', '42'] });
  await one.settle();
  await other.settle();
  expect([...one.received, ...other.received]).toEqual([]);
});
