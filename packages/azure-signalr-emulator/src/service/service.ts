/** The service: its hubs, which are there as soon as anybody names them, and until nobody would miss them. */

import type { Timer } from '@parley/signalr-server/transports';
import { Hub } from './hub.ts';
import type { ServiceLoad } from './servers/server-pings.ts';
import type { ServiceSetup } from './service-setup.ts';
import type { HubView, ServiceView } from './service-view.ts';

/** Where no tier limits them: as many as the largest instance of Azure takes. */
const UNLIMITED_CAPACITY = 1_000_000;
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
    const { clientCount, serverCount } = this.#load();
    return clientCount + serverCount;
  }

  hubs(): readonly HubView[] {
    return Array.from(this.#hubs.values())
      .filter(({ clientCount, serverCount }) => clientCount + serverCount > 0)
      .map((hub) => hub.view());
  }

  /** `name` in lower case, from somebody whose token was verified. Not to be kept by whoever has not joined it. */
  hub(name: string): Hub {
    const hub = this.#hubs.get(name) ?? new Hub(name, { ...this.#setup, load: () => this.#load() });
    this.#hubs.set(name, hub);
    return hub;
  }

  close(): void {
    this.#timer.cancel();
  }

  #load(): ServiceLoad {
    const hubs = [...this.#hubs.values()];
    return {
      clientCount: hubs.reduce((sum, hub) => sum + hub.clientCount, 0),
      serverCount: hubs.reduce((sum, hub) => sum + hub.serverCount, 0),
      capacity: this.#setup.meter.limits.connections ?? UNLIMITED_CAPACITY,
    };
  }

  #schedule(): Timer {
    return this.#setup.clock.startTimer(OVERDUE_INTERVAL_MS, () => {
      for (const [name, hub] of this.#hubs) {
        hub.endOverdue();
        if (hub.isBlank) {
          this.#hubs.delete(name);
        }
      }
      this.#timer = this.#schedule();
    });
  }
}
