import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { WELL_KNOWN_ACCESS_KEY } from '../../src/access/well-known-access-key.ts';
import { bearerToken } from '../support/emulator-tokens.ts';
import { openResumable, type ResumableClient } from '../support/resumable-client.ts';
import { clientUrl } from '../support/scripted-client.ts';
import type { ScriptedServer } from '../support/scripted-server.ts';
import { signedToken } from '../support/signed-token.ts';
import { ServiceStage } from '../support/service-stage.ts';

interface NegotiateParts {
  readonly query?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly origin?: string;
}

function negotiate(stage: ServiceStage, parts: NegotiateParts = {}): Promise<Response> {
  const { query = 'hub=chat&negotiateVersion=1', claims } = parts;
  const token = parts.token ?? bearerToken('client', 'chat', claims);
  return fetch(`${stage.emulator.url}/client/negotiate?${query}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      ...(parts.origin === undefined ? {} : { Origin: parts.origin }),
    },
  });
}

/** `expiresAt` in epoch ms. */
function expiringToken(expiresAt: number): string {
  const payload = { aud: 'http://localhost/client/?hub=chat', exp: expiresAt / 1000 };
  return signedToken({ key: WELL_KNOWN_ACCESS_KEY, payload });
}

interface NegotiateBody {
  readonly connectionId: string;
  readonly connectionToken?: string;
  readonly useStatefulReconnect?: boolean;
  readonly availableTransports: readonly { readonly transport: string }[];
}

async function negotiated(stage: ServiceStage, parts: NegotiateParts = {}): Promise<NegotiateBody> {
  const response = await negotiate(stage, parts);
  expect(response.status).toBe(200);
  return (await response.json()) as NegotiateBody;
}

describe('without a server that can take the client', () => {
  test('[AS-11] negotiate is refused in words', async () => {
    await using stage = await ServiceStage.open();
    await stage.server({ terms: { connectionType: 2 } });
    await stage.server({ hub: 'other' });

    const response = await negotiate(stage);

    expect(response.status).toBe(503);
    expect(await response.text()).toBe(
      "No app server is connected to the hub 'chat'. In default mode one must be, before clients are.",
    );
  });

  test('[AS-11] a handshake is refused in words', async () => {
    await using stage = await ServiceStage.open();
    const client = await stage.connect();

    client.send('{"protocol":"json","version":1}\u001e');

    await client.receivedText('{"error":"No server of the hub can take the client."}\u001e');
    expect(await client.closed()).toBe(1000);
  });

  test('[AS-10] a client that is required to stay with its server is refused with its name', async () => {
    await using stage = await ServiceStage.open();
    await stage.server({ serverId: 'other' });
    const claims = { 'asrs.s.sn': 'mine', 'asrs.s.ssticky': 'Required' };

    const response = await negotiate(stage, { claims });

    expect(response.status).toBe(503);
    expect(await response.text()).toContain("the server 'mine'");
  });
});

describe('refusals', () => {
  test('[AS-15] a second hub, no hub and a bad token have their status and words', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();

    const twice = await negotiate(stage, { query: 'hub=chat&hub=other' });
    const none = await negotiate(stage, { query: 'negotiateVersion=1' });
    const bad = await negotiate(stage, { token: bearerToken('client', 'other') });

    expect([twice.status, none.status, bad.status]).toEqual([400, 400, 401]);
    expect(await twice.text()).toContain('must not have another one');
    expect(await none.text()).toContain('names no hub');
    expect(await bad.text()).toContain('it is for the hub "other"');
  });

  test('[AS-15] one connection too many is refused with 429, an unknown connection with 404', async () => {
    await using stage = await ServiceStage.open({ tier: 'free' });
    const server = await stage.server();
    const unknown = await fetch(`${clientUrl(stage.emulator.url)}&id=nobody`);
    for (let count = 1; count < 20; count += 1) {
      await stage.client(server);
    }

    const response = await negotiate(stage);

    expect(unknown.status).toBe(404);
    expect(response.status).toBe(429);
    expect(await response.text()).toContain('The tier has 20');
  });

  test('[AS-15] a connection that is not used within 15 s is unknown', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();
    const { connectionToken } = await negotiated(stage);

    stage.clock.advance(15_000);

    const response = await fetch(`${clientUrl(stage.emulator.url)}&id=${connectionToken}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('No Connection with that ID');
  });

  test('[AS-15] a token that expires ends long polling', async () => {
    await using stage = await ServiceStage.open({ clockSkewMs: 1 });
    await stage.server();
    const expiresAt = stage.clock.epochMs() + 14_000;
    const token = expiringToken(expiresAt);
    const { connectionToken } = await negotiated(stage, { token });
    const url = `${stage.emulator.url}/client/?hub=chat&access_token=${token}&id=${connectionToken}`;

    const before = await fetch(url);
    stage.clock.advance(14_002);
    const after = await fetch(url);

    expect([before.status, after.status]).toEqual([200, 401]);
    expect(await after.text()).toContain('it expired');
  });

  test('[AS-15] what skips negotiate is held to the quota, too', async () => {
    await using stage = await ServiceStage.open({ tier: 'free' });
    const server = await stage.server();
    for (let count = 1; count < 20; count += 1) {
      await stage.client(server);
    }

    const client = await stage.connect();

    expect(await client.closed()).toBe(1006);
  });

  test('[AS-79] who negotiates alone is no connection', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    await negotiated(stage);

    expect(stage.emulator.billing().peakConnections).toBe(1);
    await stage.client(server);
    expect(stage.emulator.billing().peakConnections).toBe(2);
  });

  test('[AS-16] a page of any origin can read a refusal', async () => {
    await using stage = await ServiceStage.open();

    const response = await negotiate(stage, { origin: 'https://page.test' });

    expect(response.status).toBe(503);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://page.test');
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  });
});

test('[AS-16] a page of any origin may ask, with credentials and the headers of SignalR', async () => {
  await using stage = await ServiceStage.open();
  const asked = 'authorization,x-requested-with,x-signalr-user-agent';

  const response = await fetch(`${stage.emulator.url}/client/negotiate?hub=chat`, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://page.test',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': asked,
    },
  });

  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://page.test');
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  expect(response.headers.get('access-control-allow-headers')).toBe(asked);
});

describe('negotiate', () => {
  test('[AS-17] offers three transports, or those that the token names', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();
    const names = async (claims: Readonly<Record<string, unknown>>): Promise<readonly string[]> =>
      (await negotiated(stage, { claims })).availableTransports.map(({ transport }) => transport);

    expect(await names({})).toEqual(['WebSockets', 'ServerSentEvents', 'LongPolling']);
    expect(await names({ 'asrs.s.htt': 5 })).toEqual(['WebSockets', 'LongPolling']);
    expect(await names({ 'asrs.s.htt': '2' })).toEqual(['ServerSentEvents']);
  });

  test('[AS-17] a poll waits as long as the token says', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();
    const claims = { 'asrs.s.ttl': 7 };
    const { connectionToken } = await negotiated(stage, { claims });
    const url = `${clientUrl(stage.emulator.url, { claims })}&id=${connectionToken}`;

    await fetch(url);
    const poll = fetch(url);
    await stage.clock.timerStarted(7_000);
    stage.clock.advance(7_000);

    expect((await poll).status).toBe(200);
  });

  test('[AS-17] is answered however many polls tokens have asked for', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();
    for (let seconds = 1; seconds <= 101; seconds += 1) {
      await negotiated(stage, { claims: { 'asrs.s.ttl': seconds } });
    }

    const { availableTransports } = await negotiated(stage, { claims: { 'asrs.s.htt': 1 } });

    expect(availableTransports).toHaveLength(3);
  });

  test('[AS-17] reads a query that has a question mark in it', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();

    const body = await negotiated(stage, { query: 'hub=chat&back=/a?b&negotiateVersion=1' });

    expect(body.connectionToken).toBeTypeOf('string');
  });

  test('[AS-17] version 0 has no token beside the id', async () => {
    await using stage = await ServiceStage.open();
    await stage.server();

    const body = await negotiated(stage, { query: 'hub=chat' });

    expect(body.connectionId).toBeDefined();
    expect(body.connectionToken).toBeUndefined();
  });

  test('[AS-19] stateful reconnect is agreed to where every server has allowed it', async () => {
    await using stage = await ServiceStage.open();
    await stage.server({ terms: { allowStatefulReconnects: true } });
    const query = 'hub=chat&negotiateVersion=1&useStatefulReconnect=true';

    expect((await negotiated(stage, { query })).useStatefulReconnect).toBe(true);
    await stage.server();
    expect(await negotiated(stage, { query })).not.toHaveProperty('useStatefulReconnect');
  });

  test('[AS-19] a client may ask for it twice', async () => {
    await using stage = await ServiceStage.open();
    await stage.server({ terms: { allowStatefulReconnects: true } });
    const query = 'hub=chat&useStatefulReconnect=true&negotiateVersion=1&useStatefulReconnect=true';

    expect((await negotiated(stage, { query })).useStatefulReconnect).toBe(true);
  });

  describe('[AS-19] a client that may resume', () => {
    const CALL = '{"type":1,"invocationId":"1","target":"x","arguments":[]}\u001e';
    const LATER_CALL = '{"type":1,"invocationId":"2","target":"x","arguments":[]}\u001e';
    const EVENT = '{"type":1,"target":"y","arguments":[]}\u001e';
    const PING = '{"type":6}\u001e';

    async function open(
      stage: ServiceStage,
    ): Promise<ResumableClient & { readonly server: ScriptedServer }> {
      const server = await stage.server({ terms: { allowStatefulReconnects: true } });
      return { server, ...(await openResumable(stage.emulator.url, server)) };
    }

    test('is heard once, whatever it sends again, and is announced', async () => {
      await using stage = await ServiceStage.open();
      const { server, client, id, comeBack } = await open(stage);
      client.send(`${CALL}{"half`);
      expect(await server.nextData(id)).toBe(CALL);

      client.socket.terminate();
      const resumed = await comeBack();
      await resumed.receivedText('{"type":9,"sequenceId":1}\u001e');
      expect(await server.next(ServiceMessageType.connectionReconnect)).toEqual({
        type: ServiceMessageType.connectionReconnect,
        connectionId: id,
      });
      resumed.send(`{"type":9,"sequenceId":1}\u001e${CALL}${LATER_CALL}`);

      expect(await server.nextData(id)).toBe(LATER_CALL);
    });

    test('is acknowledged after a second', async () => {
      await using stage = await ServiceStage.open();
      const { server, client, id } = await open(stage);
      client.send(CALL);
      await server.nextData(id);

      stage.clock.advance(1_000);

      await client.receivedText('{"type":8,"sequenceId":1}\u001e');
    });

    test('gets once more what it has not acknowledged', async () => {
      await using stage = await ServiceStage.open();
      const { server, client, id, comeBack } = await open(stage);
      server.sendText(id, CALL);
      server.sendText(id, PING);
      server.sendText(id, EVENT);
      await client.receivedText(EVENT);
      client.send('{"type":8,"sequenceId":1}\u001e');
      client.send(PING);
      expect(await server.nextData(id)).toBe(PING);

      client.socket.terminate();
      const resumed = await comeBack();

      await resumed.receivedText('{"type":9,"sequenceId":2}\u001e');
      await resumed.receivedText(EVENT);
      expect(resumed.received.join('')).not.toContain(CALL);
    });

    test('is sent away when it goes on behind what has never come', async () => {
      await using stage = await ServiceStage.open();
      const { client } = await open(stage);

      client.send('{"type":9,"sequenceId":7}\u001e');

      await client.receivedText(
        '{"type":7,"error":"Connection closed with an error.","allowReconnect":true}\u001e',
      );
    });
  });

  test("[AS-20] its connection is nobody else's", async () => {
    await using stage = await ServiceStage.open();
    await stage.server();
    const claims = { nameid: 'ann' };
    const { connectionToken } = await negotiated(stage, { claims });
    const statusFor = async (url: string): Promise<number> =>
      (await fetch(`${url}&id=${connectionToken}`)).status;

    expect(await statusFor(clientUrl(stage.emulator.url, { claims: { nameid: 'bob' } }))).toBe(404);
    expect(await statusFor(clientUrl(stage.emulator.url, { claims, hub: 'other' }))).toBe(404);
    expect(await statusFor(clientUrl(stage.emulator.url, { claims }))).toBe(200);
  });
});
