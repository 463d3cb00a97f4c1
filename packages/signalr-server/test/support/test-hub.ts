/** A hub on in-memory transports, and JSON clients of it that see every record. */

import type { HubContract } from '@parley/signalr-protocol';
import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import { resolveHubOptions } from '../../src/hub-options.ts';
import type { HubOptions } from '../../src/hub-options.ts';
import { createHubPipeline } from '../../src/hubs/calls/hub-pipeline.ts';
import { createMethodTable } from '../../src/hubs/calls/method-table.ts';
import type { Hub, HubHandle } from '../../src/hubs/definition/hub.ts';
import { HubHost } from '../../src/hubs/hub-host.ts';
import { createHubClients, createHubGroups } from '../../src/hubs/routing/hub-clients.ts';
import { createHubConnections } from '../../src/hubs/routing/hub-connections.ts';
import { LocalRouter } from '../../src/hubs/routing/local-router.ts';
import { createTraffic } from '../../src/transports/traffic.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingLogger } from './recording-logger.ts';
import { TransportPair } from './transport-pair.ts';
import type { TransportPairOptions } from './transport-pair.ts';

const SEPARATOR = '\u001e';

/** Any methods and events: these tests are about the wire. */
export interface AnyContract extends HubContract {
  readonly methods: Record<string, (...parameters: never[]) => unknown>;
  readonly events: Record<string, (...parameters: unknown[]) => unknown>;
}
export type AnyHub = Hub<AnyContract>;

export interface TestHub {
  readonly host: HubHost;
  readonly handle: HubHandle<AnyContract>;
  readonly router: LocalRouter;
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
  /** A connection whose handshake has yet to come. */
  readonly accept: (options?: Partial<TransportPairOptions>) => TransportPair;
  /** A connection that has shaken hands and whose `onConnected` is done. */
  readonly connect: (options?: Partial<TransportPairOptions>) => Promise<JsonClient>;
}

export function createTestHub(hub: AnyHub, options: HubOptions<AnyContract> = {}): TestHub {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const router = new LocalRouter();
  let connections = 0;
  const resolved = resolveHubOptions(options as unknown as HubOptions);
  const host = new HubHost({
    hub: hub as unknown as Hub<HubContract>,
    options: resolved,
    pipeline: createHubPipeline(hub as unknown as Hub<HubContract>, resolved.filters),
    methods: createMethodTable(hub.methods),
    router,
    clients: createHubClients(router),
    groups: createHubGroups(router),
    connections: createHubConnections(router),
    protocols: [new JsonHubProtocol(), new MessagePackHubProtocol()],
    clock,
    logger,
    traffic: createTraffic(),
  });
  const handle = host.handle as unknown as HubHandle<AnyContract>;

  const accept = (pairOptions: Partial<TransportPairOptions> = {}): TransportPair => {
    connections += 1;
    const pair = new TransportPair({ connectionId: `c${connections}`, ...pairOptions });
    host.accept(pair);
    return pair;
  };
  return {
    host,
    handle,
    router,
    clock,
    logger,
    accept,
    async connect(pairOptions) {
      const served = handle.connectionCount;
      const client = new JsonClient(accept(pairOptions));
      client.send({ protocol: 'json', version: 1 });
      await settled();
      if (handle.connectionCount !== served + 1) {
        throw new Error(`Not connected: ${client.pair.sentText}`);
      }
      return client;
    },
  };
}

/** Everything that needs no further event has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export class JsonClient {
  readonly pair: TransportPair;

  constructor(pair: TransportPair) {
    this.pair = pair;
  }

  send(...messages: object[]): void {
    this.pair.deliver(messages.map((message) => JSON.stringify(message) + SEPARATOR).join(''));
  }

  /** All records from the server, that of the handshake left out. */
  get received(): readonly object[] {
    return this.pair.sentText
      .split(SEPARATOR)
      .slice(1, -1)
      .map((record) => JSON.parse(record) as object);
  }

  /** Resolves with all messages once there are so many. */
  async receive(count: number): Promise<readonly object[]> {
    await this.pair.until(() => this.received.length >= count);
    return this.received;
  }

  get isClosed(): boolean {
    return this.pair.events.some(({ kind }) => kind === 'closed' || kind === 'aborted');
  }
}
