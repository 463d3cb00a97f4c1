/**
 * The official client over sockets that are cut at any byte. Rules: docs/spec/signalr-hubs.md, SH-153, SH-154 and
 * SH-159.
 */

import { HttpTransportType } from '@microsoft/signalr';
import { describe, expect, test } from 'vitest';
import { TransportError } from '../src/transports/index.ts';
import { CuttingProxy } from './support/cutting-proxy.ts';
import { ManualClock } from './support/manual-clock.ts';
import { buildConnection, Client, whenClosed } from './support/official-client.ts';
import { startServer } from './support/start-server.ts';
import {
  connectStateful,
  createStatefulHub,
  describeStatefulReconnect,
  PROTOCOLS,
} from './support/stateful-reconnect-contract.ts';

describeStatefulReconnect(async (hub, options) => {
  const server = await startServer(hub, options);
  const proxy = await CuttingProxy.start(server.url);
  return {
    handle: server.handle,
    proxy,
    url: proxy.url,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
});

describe.each(PROTOCOLS)('over WebSockets, $name', ({ name, createProtocol }) => {
  const combination = { name, transport: HttpTransportType.WebSockets, createProtocol };

  test('[SH-159] a client that comes back too late begins a new connection', async () => {
    const { hub, notes } = createStatefulHub();
    const clock = new ManualClock();
    const options = { allowStatefulReconnects: true };
    await using server = await startServer(hub, options, { clock });
    await using proxy = await CuttingProxy.start(server.url);
    const client = new Client(
      buildConnection(proxy.url, combination)
        .withStatefulReconnect()
        .withAutomaticReconnect([0])
        .build(),
    );
    await using _client = client;
    await client.connection.start();
    const { connectionId } = client.connection;
    const reconnected = new Promise<string | undefined>((resolve) => {
      client.connection.onreconnected(resolve);
    });

    proxy.hold();
    proxy.cutAll();
    await proxy.holding();
    await clock.timerStarted(15_000);
    clock.advance(15_000);
    proxy.release();

    expect(await reconnected).not.toBe(connectionId);
    expect(await client.invoke('connectionId')).toBe(client.connection.connectionId);
    expect(notes.life).toEqual([
      'connected',
      `disconnected ${new TransportError('connection-lost').message}`,
      'connected',
    ]);
  });

  test('[SH-155] [ST-130] a server that closes does not wait for a client on its way back', async () => {
    const { hub, notes } = createStatefulHub();
    // Under a clock that stands still only a close that waits for nothing comes to its end.
    const options = { allowStatefulReconnects: true };
    await using server = await startServer(hub, options, { clock: new ManualClock() });
    await using proxy = await CuttingProxy.start(server.url);
    await using client = await connectStateful(proxy.url, combination);
    const closed = whenClosed(client);

    proxy.hold();
    proxy.cutAll();
    await proxy.holding();
    await server.signalR.close();
    proxy.release();

    expect(await closed).toBeInstanceOf(Error);
    expect(notes.life).toEqual(['connected', 'disconnected undefined']);
  });
});
