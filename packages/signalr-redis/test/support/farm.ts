/** Servers of one farm in this process, each with a tie to Redis of its own. */

import { randomUUID } from 'node:crypto';
import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import type { HubProtocol } from '@parley/signalr-protocol';
import type { Clock, Router } from '@parley/signalr-server';
import { systemClock } from '@parley/signalr-server/transports';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { message } from '../../../signalr-server/test/support/message.ts';
import { RecordedRecipient } from '../../../signalr-server/test/support/recorded-recipient.ts';
import type { RecordedRecipientOptions } from '../../../signalr-server/test/support/recorded-recipient.ts';
import { Signal } from '../../../signalr-server/test/support/signal.ts';
import { createRedisRouter } from '../../src/index.ts';
import type { RedisRouterFactory, RedisRouterSettings, RedisState } from '../../src/index.ts';
import type { RedisServer } from './redis-server.ts';

export interface NodeOptions extends RedisRouterSettings {
  readonly clock?: Clock;
  readonly protocols?: readonly HubProtocol[];
}

type ConnectOptions = Omit<RecordedRecipientOptions, 'connectionId' | 'router'>;

/** One server: a router of the hub `Chat`. */
export interface FarmNode {
  readonly router: Router;
  readonly factory: RedisRouterFactory;
  readonly logger: RecordingLogger;
  readonly states: readonly RedisState[];
  /** Resolves when the state is that. */
  reaches(state: RedisState): Promise<void>;
  connect(connectionId: string, options?: ConnectOptions): Promise<RecordedRecipient>;
  /** Resolves when Redis has answered on both connections what they were sent before, pings too. */
  isAnswered(): Promise<void>;
}

interface Nodes {
  readonly 1: readonly [FarmNode];
  readonly 2: readonly [FarmNode, FarmNode];
  readonly 3: readonly [FarmNode, FarmNode, FarmNode];
}

export class Farm implements AsyncDisposable {
  /** No other test's. */
  readonly channelPrefix = `${randomUUID()}_`;
  readonly #redis: RedisServer;
  readonly #nodes: FarmNode[] = [];

  constructor(redis: RedisServer) {
    this.#redis = redis;
  }

  /** Of the channels. */
  get prefix(): string {
    return `${this.channelPrefix}Chat`;
  }

  createNode({ clock, protocols, ...settings }: NodeOptions = {}): FarmNode {
    const logger = new RecordingLogger();
    const states: RedisState[] = [];
    const signal = new Signal();
    const factory = createRedisRouter({
      ...(settings.createClient === undefined ? { url: this.#redis.url } : undefined),
      channelPrefix: this.channelPrefix,
      onStateChange: (state) => {
        states.push(state);
        signal.raise();
      },
      ...settings,
    });
    const router = factory({
      hubName: 'Chat',
      protocols: protocols ?? [new JsonHubProtocol(), new MessagePackHubProtocol()],
      clock: clock ?? systemClock,
      logger,
    });
    const node: FarmNode = {
      router,
      factory,
      logger,
      states,
      async reaches(state) {
        await signal.until(() => factory.state() === state);
      },
      async connect(connectionId, options) {
        const connection = new RecordedRecipient({ ...options, connectionId, router });
        await router.add(connection);
        return connection;
      },
      async isAnswered() {
        const probe = new RecordedRecipient({ connectionId: 'probe', router });
        await router.add(probe);
        await router.send({ to: 'connections', ids: ['nobody'] }, message('probe'));
        await router.remove(probe);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      },
    };
    this.#nodes.push(node);
    return node;
  }

  /** All of them connected. */
  async createNodes<N extends keyof Nodes>(count: N, options?: NodeOptions): Promise<Nodes[N]> {
    const nodes = Array.from({ length: count }, () => this.createNode(options));
    await Promise.all(nodes.map(({ factory }) => factory.connected()));
    return nodes as unknown as Nodes[N];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map(({ router }) => router.close()));
  }
}
