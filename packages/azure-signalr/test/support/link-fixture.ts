/** A link to one endpoint, whose service, time, clients and router are the test's. */

import { randomUUID } from 'node:crypto';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { CloseConnectionMessage, ConnectionDataMessage } from '@parley/azure-signalr-protocol';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import type { ServiceEndpoint } from '../../src/endpoints/service-endpoint.ts';
import type {
  CarriedClient,
  ClientListener,
  OpenedClient,
} from '../../src/links/carried-client.ts';
import { EndpointLink } from '../../src/links/endpoint-link.ts';
import type { EndpointLinkOptions } from '../../src/links/endpoint-link.ts';
import type { LinkListener, RoutedServiceMessage } from '../../src/links/hub-link.ts';
import { ServicePeer } from './service-peer.ts';

/** A client that keeps what it is told. */
export class RecordedClient implements CarriedClient {
  readonly connectionId: string;
  readonly instanceId: string;
  readonly line: OpenedClient['line'];
  readonly notes: string[] = [];

  constructor({ message, line }: OpenedClient) {
    this.connectionId = message.connectionId;
    this.instanceId = message.headers.get('asrs-instance-id')?.[0] ?? '';
    this.line = line;
  }

  start(): void {
    this.notes.push('start');
  }

  receive({ payload }: ConnectionDataMessage): void {
    this.notes.push(`receive ${Buffer.from(payload).toString()}`);
  }

  resumed(): void {
    this.notes.push('resumed');
  }

  closed({ errorMessage }: CloseConnectionMessage): void {
    this.notes.push(`closed ${errorMessage ?? ''}`);
  }

  lost(error: Error): void {
    this.notes.push(`lost ${error.message}`);
  }
}

export class RecordedClients implements ClientListener {
  readonly opened: RecordedClient[] = [];
  clientCount = 0;

  open(opened: OpenedClient): CarriedClient {
    const client = new RecordedClient(opened);
    this.opened.push(client);
    this.clientCount += 1;
    return client;
  }
}

export class RecordedRouter implements LinkListener {
  readonly notes: string[] = [];

  receive({ type, invocationId }: RoutedServiceMessage): void {
    this.notes.push(`receive ${type} ${invocationId}`);
  }

  instanceGone(instanceId: string): void {
    this.notes.push(`instance ${instanceId} gone`);
  }

  lost(): void {
    this.notes.push('lost');
  }

  migrated(connectionId: string): void {
    this.notes.push(`migrated ${connectionId}`);
  }
}

type FixtureOptions = Partial<EndpointLinkOptions> & {
  readonly role?: ServiceEndpoint['role'];
  readonly keyExchange?: ServiceEndpoint['keyExchange'];
  readonly findAddress?: ServiceEndpoint['serverAddress'];
};

export class LinkFixture implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();
  readonly clients = new RecordedClients();
  readonly router = new RecordedRouter();
  readonly peer: ServicePeer;
  readonly link: EndpointLink;
  #wake: () => void = () => undefined;

  private constructor(peer: ServicePeer, options: FixtureOptions) {
    const { role = 'primary', keyExchange, findAddress, ...linkOptions } = options;
    const base = `ws://127.0.0.1:${peer.port}/server/`;
    this.peer = peer;
    this.link = new EndpointLink({
      endpoint: {
        name: 'west',
        role,
        keyExchange,
        serverAddress:
          findAddress ??
          (async ({ hub, connectionId, target }) => ({
            url: `${base}?hub=${hub}&cid=${connectionId}${target === undefined ? '' : `&target=${target}`}`,
            accessToken: 'secret-token',
          })),
        clientAddress: () => Promise.reject(new Error('No client negotiates with a link.')),
      },
      hub: 'chat',
      serverId: 'server-1',
      connectionCount: 1,
      maxConnectionCount: 3,
      maxPendingBytes: 65_536,
      canMigrate: true,
      allowStatefulReconnects: false,
      clients: this.clients,
      clock: this.clock,
      logger: this.logger,
      random: () => 0,
      createId: randomUUID,
      onChange: () => this.#wake(),
      ...linkOptions,
    });
    this.link.start(this.router);
  }

  static async start(options: FixtureOptions = {}): Promise<LinkFixture> {
    return new LinkFixture(await ServicePeer.start(), options);
  }

  /** Resolves once it is so; looked at whenever the link has changed. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.link.close();
    await this.peer[Symbol.asyncDispose]();
    await closed;
  }
}

/** Any message that can be sent at any time. */
export function joinGroup(groupName: string): {
  readonly type: typeof ServiceMessageType.joinGroup;
  readonly connectionId: string;
  readonly groupName: string;
} {
  return { type: ServiceMessageType.joinGroup, connectionId: 'c1', groupName };
}
