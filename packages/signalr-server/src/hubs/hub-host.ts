/** One mapped hub at run time: its connections, their heartbeat and their end. */

import type { HubContract } from '@parley/signalr-protocol';
import type { Timer } from '../transports/clock.ts';
import type { TransportConnection } from '../transports/transport-connection.ts';
import { HubConnection } from './connection/hub-connection.ts';
import type { ConnectionSetup, HubSetup } from './connection/hub-setup.ts';
import { lifeSettings } from './connection/step.ts';
import type { HubHandle } from './definition/hub.ts';
import { lagBytesOf } from './definition/slow-clients.ts';
import { createHubCounters, measureHub } from './hub-metrics.ts';

/** .NET's heartbeat. Shorter where an interval is shorter, so that eager options hold. */
const HEARTBEAT_MS = 1_000;

export class HubHost {
  readonly #setup: ConnectionSetup;
  readonly #connections = new Set<HubConnection>();
  /** One for all connections. */
  readonly #onFinished = (connection: HubConnection): void => this.#forget(connection);
  readonly #periodMs: number;
  #heartbeat: Timer;
  #isShuttingDown = false;
  #onEmpty: (() => void) | undefined;

  constructor(setup: HubSetup) {
    const { handshakeTimeoutMs, keepAliveIntervalMs, clientTimeoutMs } = setup.options;
    this.#setup = {
      ...setup,
      life: lifeSettings(setup.options),
      counters: createHubCounters(),
    };
    this.#periodMs = Math.min(
      HEARTBEAT_MS,
      handshakeTimeoutMs,
      keepAliveIntervalMs,
      clientTimeoutMs,
    );
    this.#heartbeat = this.#scheduleHeartbeat();
  }

  get handle(): HubHandle<HubContract> {
    const connections = this.#connections;
    return {
      clients: this.#setup.clients,
      groups: this.#setup.groups,
      connections: this.#setup.connections,
      metrics: () =>
        measureHub({
          counters: this.#setup.counters,
          traffic: this.#setup.traffic,
          open: connections,
          lagBytes: lagBytesOf(this.#setup.options.slowClients),
        }),
      get connectionCount() {
        return [...connections].filter((connection) => connection.isServing).length;
      },
    };
  }

  /** Takes a transport's connection; the handshake has yet to come. */
  accept(transport: TransportConnection): void {
    const connection = new HubConnection({
      transport,
      setup: this.#setup,
      onFinished: this.#onFinished,
    });
    this.#setup.counters.connections += 1;
    this.#connections.add(connection);
    connection.start();
    if (this.#isShuttingDown) {
      connection.shutDown();
    }
  }

  /** Ends every connection gracefully; resolves when the hub has let go of all of them. */
  async shutDown(): Promise<void> {
    this.#isShuttingDown = true;
    for (const connection of this.#connections) {
      connection.shutDown();
    }
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
  }

  /** Cuts what is left and stops the heartbeat. */
  stop(): void {
    this.#heartbeat.cancel();
    for (const connection of this.#connections) {
      connection.cut();
    }
  }

  #scheduleHeartbeat(): Timer {
    return this.#setup.clock.startTimer(this.#periodMs, () => {
      for (const connection of this.#connections) {
        connection.tick();
      }
      this.#heartbeat = this.#scheduleHeartbeat();
    });
  }

  #forget(connection: HubConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) {
      this.#onEmpty?.();
    }
  }
}
