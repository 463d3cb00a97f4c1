/** The service: its hubs, which are there as soon as anybody names them. */

import { Hub } from './hub.ts';
import type { ServiceSetup } from './service-setup.ts';
import type { HubView, ServiceView } from './service-view.ts';

export class Service implements ServiceView {
  readonly #setup: ServiceSetup;
  readonly #hubs = new Map<string, Hub>();

  constructor(setup: ServiceSetup) {
    this.#setup = setup;
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
}
