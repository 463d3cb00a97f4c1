/** The service as an application has it. Rules: docs/spec/azure-signalr.md, AZ-95 to AZ-99. */

import { createSignalRServer } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { azureSignalRFrom, createAzureSignalR } from '../src/index.ts';
import type { AzureSignalRState } from '../src/index.ts';
import { ECHO_HUB, ServedHub } from './support/served-hub.ts';

const CONNECTION_STRING = `Endpoint=http://localhost;Port=8888;AccessKey=${'k'.repeat(44)}`;

describe('the state', () => {
  test('[AZ-95] follows what is connected', async () => {
    const states: AzureSignalRState[] = [];
    let noteOffline = (): void => undefined;
    const offline = new Promise<void>((resolve) => {
      noteOffline = resolve;
    });
    const onStateChange = (state: AzureSignalRState): void => {
      states.push(state);
      if (state === 'offline') {
        noteOffline();
      }
    };
    await using hub = await ServedHub.start({ onStateChange });
    expect(hub.azure.state()).toBe('connecting');
    const connection = await hub.service.accepted(0);
    await hub.azure.connected();
    connection.cut();
    await offline;
    hub.clock.advance(1_000);
    const second = await hub.service.accepted(1);
    await hub.azure.connected();
    second.cut();
    await hub.server.signalR.close();

    expect(states.slice(0, 3)).toEqual(['online', 'offline', 'online']);
    expect(states.at(-1)).toBe('closed');
    expect(hub.azure.state()).toBe('closed');
  });

  test('[AZ-95] is offline while the service takes nothing', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const connection = await hub.service.accepted(0);
    await hub.azure.connected();
    connection.send({ type: 15, errorMessage: 'quota' });
    connection.ping('echo', '1');
    await connection.next(3);

    expect(hub.azure.state()).toBe('offline');
  });

  test('[AZ-95] goes on when a listener fails, and says so', async () => {
    await using hub = await ServedHub.start({
      shutdown: 'disconnect',
      onStateChange: () => {
        throw new Error('no');
      },
    });
    await hub.service.accepted(0);
    await hub.azure.connected();

    expect(hub.server.logger.texts('error')).toEqual([
      'What listens to the state of Azure SignalR Service failed',
    ]);
  });

  test('[AZ-95] needs every hub', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    hub.server.signalR.mapHub('/other', ECHO_HUB);
    const connections = [await hub.service.accepted(0), await hub.service.connection(1)];
    const hubs = connections.map(({ query }) => query.get('hub'));
    expect(hub.azure.state()).toBe('connecting');
    await connections[1]?.accept();
    await hub.azure.connected();

    expect(new Set(hubs)).toEqual(new Set(['hub', 'other']));
    expect(hub.azure.state()).toBe('online');
  });
});

test('[AZ-68] goes on when a listener to lost connections fails, and says so', async () => {
  let noteLoss = (): void => undefined;
  const lost = new Promise<void>((resolve) => {
    noteLoss = resolve;
  });
  const onConnectionLost = (): void => {
    noteLoss();
    throw new Error('no');
  };
  await using hub = await ServedHub.start({ shutdown: 'disconnect', onConnectionLost });
  const connection = await hub.service.accepted(0);
  await hub.azure.connected();
  connection.cut();
  await lost;
  hub.clock.advance(1_000);
  await hub.service.accepted(1);
  await hub.azure.connected();

  expect(hub.server.logger.texts('error')).toContain(
    'What listens to lost connections of Azure SignalR Service failed',
  );
});

describe('waiting for the service', () => {
  test('[AZ-96] ends with the signal', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const abort = new AbortController();
    const waiting = hub.azure.connected(abort.signal);
    abort.abort(new Error('enough'));

    await expect(waiting).rejects.toMatchObject({
      code: 'service-unavailable',
      cause: new Error('enough'),
    });
    await expect(hub.azure.connected(abort.signal)).rejects.toMatchObject({
      code: 'service-unavailable',
    });
  });

  test('[AZ-96] needs a hub, and a server that is not closed', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const waiting = hub.azure.connected();
    await hub.server.signalR.close();

    await expect(waiting).rejects.toMatchObject({ code: 'service-closed' });
    await expect(hub.azure.connected()).rejects.toMatchObject({ code: 'service-closed' });
    const unused = createAzureSignalR({ endpoints: CONNECTION_STRING });
    await expect(unused.connected()).rejects.toMatchObject({ code: 'service-closed' });
  });
});

describe('settings', () => {
  test('[AZ-98] come from the environment, or there is no service', () => {
    expect(azureSignalRFrom({})).toBeUndefined();
    expect(azureSignalRFrom({ AZURE_SIGNALR_CONNECTION_STRING: ' ' })).toBeUndefined();
    const found = azureSignalRFrom(
      { AZURE_SIGNALR_CONNECTION_STRING: CONNECTION_STRING },
      { serverConnections: 1 },
    );
    expect(found?.state()).toBe('connecting');
    expect(() => azureSignalRFrom({ AZURE_SIGNALR_CONNECTION_STRING: 'Endpoint=x' })).toThrow(
      expect.objectContaining({ code: 'connection-string-invalid' }),
    );
  });

  test.each([
    ['serverConnections', 0],
    ['maxServerConnections', -1],
    ['drainTimeoutMs', Number.NaN],
    ['maxPendingBytes', 0],
  ])('[AZ-99] are refused where %s is %d', (name, value) => {
    expect(() => createAzureSignalR({ endpoints: CONNECTION_STRING, [name]: value })).toThrow(
      new RangeError(`${name} must be above zero, not ${value}`),
    );
  });

  test('[AZ-99] are for hubs of different names', async () => {
    const azure = createAzureSignalR({ endpoints: CONNECTION_STRING, shutdown: 'disconnect' });
    const server = createSignalRServer({ service: azure });
    server.mapHub('/chat', ECHO_HUB);

    expect(() => server.mapHub('/other', ECHO_HUB, { name: 'Chat' })).toThrow(
      new TypeError("Two hubs cannot share the name 'chat' in Azure SignalR Service."),
    );
    await server.close();
  });
});
