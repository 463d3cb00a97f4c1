/** The end of an endpoint: every connection closed gracefully, within a bounded time. Rules: ST-91. */

import type { Clock } from '../clock.ts';
import type { ConnectionTable } from './connection-table.ts';

export interface EndpointShutdownOptions {
  readonly clock: Clock;
  readonly closeTimeoutMs: number;
}

export class EndpointShutdown {
  readonly #table: ConnectionTable;
  readonly #options: EndpointShutdownOptions;
  #running: Promise<void> | undefined;

  constructor(table: ConnectionTable, options: EndpointShutdownOptions) {
    this.#table = table;
    this.#options = options;
  }

  /** No new connection is accepted any more; those that are closing may still send their requests. */
  get hasBegun(): boolean {
    return this.#running !== undefined;
  }

  /** Whoever asks again waits for the same end. */
  run(): Promise<void> {
    this.#running ??= this.#closeAll();
    return this.#running;
  }

  async #closeAll(): Promise<void> {
    const empty = new Promise<void>((resolve) => this.#table.onEmpty(resolve));
    const { clock, closeTimeoutMs } = this.#options;
    // A connection between two polls has nothing else that would keep the process alive until its end.
    const timer = clock.startTimer(closeTimeoutMs, () => this.#abortAll(), { isAwaited: true });
    for (const connection of this.#table.all()) {
      if (connection.stage.kind === 'open') {
        connection.stage.connection.close();
      } else {
        this.#table.remove(connection);
      }
    }
    await empty;
    timer.cancel();
  }

  #abortAll(): void {
    for (const { stage } of this.#table.all()) {
      if (stage.kind === 'open') {
        stage.connection.abort();
      }
    }
  }
}
