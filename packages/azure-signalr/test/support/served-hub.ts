/** A server with one hub behind a scripted service, and a clock that the test moves. */

import type { Hub, HubOptions } from '@parley/signalr-server';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { startServer } from '../../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../../src/index.ts';
import type { AzureSignalR, AzureSignalRSettings } from '../../src/index.ts';
import { ServicePeer } from './service-peer.ts';
import type { PeerConnection } from './service-peer.ts';

export interface EchoContract {
  readonly methods: { echo(text: string): string };
  readonly events: { heard(text: string): void };
}

export const ECHO_HUB: Hub<EchoContract> = { methods: { echo: (_call, text) => text } };

export class ServedHub implements AsyncDisposable {
  readonly service: ServicePeer;
  readonly azure: AzureSignalR;
  readonly server: RunningServer<EchoContract>;
  readonly clock: ManualClock;

  private constructor(made: Pick<ServedHub, 'azure' | 'clock' | 'server' | 'service'>) {
    this.service = made.service;
    this.azure = made.azure;
    this.server = made.server;
    this.clock = made.clock;
  }

  static async start(
    settings: Partial<AzureSignalRSettings> = {},
    options: HubOptions<EchoContract> = {},
  ): Promise<ServedHub> {
    const service = await ServicePeer.start();
    const clock = new ManualClock();
    const endpoints = service.connectionString;
    const azure = createAzureSignalR({ serverConnections: 1, endpoints, ...settings });
    const server = await startServer(ECHO_HUB, options, { service: azure, clock });
    return new ServedHub({ service, azure, clock, server });
  }

  /** The first server connection, on which this client has been answered. */
  async connect(connectionId: string): Promise<PeerConnection> {
    const connection = await this.service.accepted(0);
    connection.open(connectionId);
    await connection.heard(connectionId, '{}\u001e');
    return connection;
  }

  /** As whoever negotiates is answered. */
  async negotiate(): Promise<Response> {
    return fetch(`${this.server.url}/negotiate`, { method: 'POST' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
