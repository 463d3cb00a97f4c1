/** Messages that have nothing for clients of some protocol: logged once for each. Rules: docs/spec/azure-service.md, AS-26. */

import type { Logger } from '@parley/signalr-server/transports';

/** Clients may name whatever they like. */
const MAX_LOGGED_PROTOCOLS = 20;

export class MissingPayloads {
  readonly #hub: string;
  readonly #logger: Logger;
  readonly #protocols = new Set<string>();

  constructor({ hub, logger }: { readonly hub: string; readonly logger: Logger }) {
    this.#hub = hub;
    this.#logger = logger;
  }

  note(protocol: string): void {
    if (!this.#protocols.has(protocol) && this.#protocols.size < MAX_LOGGED_PROTOCOLS) {
      this.#protocols.add(protocol);
      this.#logger.warn(
        { hub: this.#hub, protocol },
        'a server sends nothing that clients of this protocol understand',
      );
    }
  }
}
