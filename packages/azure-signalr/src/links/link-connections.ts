/**
 * The server connections of one hub to one endpoint: so many at least, each replaced when it fails, and more where the
 * service asks for them. Rules: docs/spec/azure-signalr.md, AZ-57 to AZ-63.
 */

import type { Clock, Timer } from '@parley/signalr-server';
import type { AzureSignalRError } from '../errors.ts';
import { ReconnectBackOff } from './reconnect-back-off.ts';
import type { AttemptRound } from './reconnect-back-off.ts';
import type { ServerConnection } from './server-connection.ts';

/** A connection that has lasted so long shows that the service takes connections. */
const SETTLED_AFTER_MS = 5_000;

interface Attempt {
  readonly round: AttemptRound;
  readonly isFixed: boolean;
  openedAtMs: number | undefined;
  /** Whether it has lasted, and the measure has begun anew with it. */
  hasSettled: boolean;
}

export interface LinkConnectionsOptions {
  /** Kept open. */
  readonly count: number;
  /** With those that the service asks for. */
  readonly maxCount: number;
  readonly create: (target: string | undefined) => ServerConnection;
  readonly clock: Clock;
  readonly random: () => number;
}

export class LinkConnections {
  readonly #options: LinkConnectionsOptions;
  readonly #backOff: ReconnectBackOff;
  readonly #attempts = new Map<ServerConnection, Attempt>();
  readonly #retries = new Set<Timer>();
  readonly #open = new Set<ServerConnection>();
  #isReplacing = true;

  constructor(options: LinkConnectionsOptions) {
    this.#options = options;
    this.#backOff = new ReconnectBackOff(options.random);
  }

  get open(): ReadonlySet<ServerConnection> {
    return this.#open;
  }

  start(): void {
    for (let index = 0; index < this.#options.count; index += 1) {
      this.#add(undefined);
    }
  }

  /** One more, for an instance of the service that wants one; none where there are enough. */
  addFor(target: string): void {
    const count = this.#attempts.size + this.#retries.size;
    if (this.#isReplacing && count < this.#options.maxCount) {
      this.#add(target);
    }
  }

  opened(connection: ServerConnection): void {
    const attempt = this.#attempts.get(connection);
    if (attempt !== undefined) {
      attempt.openedAtMs = this.#options.clock.now();
      this.#open.add(connection);
    }
  }

  ended(connection: ServerConnection, error: AzureSignalRError | undefined): void {
    const attempt = this.#attempts.get(connection);
    this.#attempts.delete(connection);
    this.#open.delete(connection);
    if (attempt === undefined || !attempt.isFixed || !this.#isReplacing || error === undefined) {
      return;
    }
    this.#settle(attempt);
    if (attempt.hasSettled) {
      // Others may be failing all the while: that is not this one's doing.
      this.#backOff.reset();
    }
    this.#scheduleRetry(
      error.code === 'access-denied' ? this.#backOff.denied() : this.#backOff.failed(attempt.round),
    );
  }

  /** To be called about once a second. */
  tick(): void {
    for (const attempt of this.#attempts.values()) {
      this.#settle(attempt);
    }
    for (const connection of this.#attempts.keys()) {
      connection.tick();
    }
  }

  /** Connections that end from here on are not replaced. */
  stopReplacing(): void {
    this.#isReplacing = false;
    for (const retry of this.#retries) {
      retry.cancel();
    }
    this.#retries.clear();
  }

  /** Resolves when all of them have closed. */
  async close(): Promise<void> {
    this.stopReplacing();
    await Promise.all([...this.#attempts.keys()].map((connection) => connection.close()));
  }

  #add(target: string | undefined): void {
    const round = this.#backOff.round;
    const connection = this.#options.create(target);
    this.#attempts.set(connection, {
      round,
      isFixed: target === undefined,
      openedAtMs: undefined,
      hasSettled: false,
    });
  }

  #settle(attempt: Attempt): void {
    const { openedAtMs, hasSettled } = attempt;
    const now = this.#options.clock.now();
    if (!hasSettled && openedAtMs !== undefined && now - openedAtMs >= SETTLED_AFTER_MS) {
      attempt.hasSettled = true;
      this.#backOff.reset();
    }
  }

  #scheduleRetry(delayMs: number): void {
    const retry = this.#options.clock.startTimer(delayMs, () => {
      this.#retries.delete(retry);
      this.#add(undefined);
    });
    this.#retries.add(retry);
  }
}
