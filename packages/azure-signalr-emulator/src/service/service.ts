/** The service: its hubs, which are there as soon as anybody names them. */

import type { Timer } from '@parley/signalr-server/transports';
import { Hub } from './hub.ts';
import type { ServiceSetup } from './service-setup.ts';
import type { HubView, ServiceView } from './service-view.ts';

const OVERDUE_INTERVAL_MS = 1_000;

export class Service implements ServiceView {
  readonly #setup: ServiceSetup;
  readonly #hubs = new Map<string, Hub>();

  #timer: Timer;

  constructor(setup: ServiceSetup) {
    this.#setup = setup;
    this.#timer = this.#schedule();
  }

  /** Servers' and clients' together. */
  get connectionCount(): number {
    return Array.from(this.#hubs.values()).reduce((sum, hub) => sum + hub.connectionCount, 0);
  }

  hubs(): readonly HubView[] {
    return Array.from(this.#hubs.values())
      .filter(({ connectionCount }) => connectionCount > 0)
      .map((hub) => hub.view());
  }

  /** `name` in lower case, from somebody whose token was verified. */
  hub(name: string): Hub {
    const hub = this.#hubs.get(name) ?? new Hub(name, this.#setup);
    this.#hubs.set(name, hub);
    return hub;
  }

  close(): void {
    this.#timer.cancel();
  }

  #schedule(): Timer {
    return this.#setup.clock.startTimer(OVERDUE_INTERVAL_MS, () => {
      for (const hub of this.#hubs.values()) {
        hub.endOverdue();
      }
      this.#timer = this.#schedule();
    });
  }
}
