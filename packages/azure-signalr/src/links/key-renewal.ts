/**
 * Asks over a server connection for the key of clients' tokens, as often as the endpoint wants it.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-59.
 */

import type { AccessKeyRequestMessage } from '@parley/azure-signalr-protocol';
import type { Clock, Logger } from '@parley/signalr-server';
import type { ServiceEndpoint } from '../endpoints/service-endpoint.ts';

export interface KeyRenewalOptions {
  /** Without a key exchange it is asked for nothing. */
  readonly endpoint: Pick<ServiceEndpoint, 'name' | 'keyExchange'>;
  /** May throw: it is tried again with the next renewal. */
  readonly send: (request: AccessKeyRequestMessage) => void;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

export class KeyRenewal {
  readonly #options: KeyRenewalOptions;
  #nextMs = Number.POSITIVE_INFINITY;

  constructor(options: KeyRenewalOptions) {
    this.#options = options;
  }

  /** The first renewal is an interval away. */
  start(): void {
    this.#scheduleNext();
  }

  /** To be called about once a second. */
  tick(): void {
    if (this.#options.clock.now() >= this.#nextMs) {
      void this.#request();
    }
  }

  async #request(): Promise<void> {
    this.#scheduleNext();
    const { endpoint, send, logger } = this.#options;
    try {
      const request = await endpoint.keyExchange?.createRequest();
      if (request !== undefined) {
        send(request);
      }
    } catch (error) {
      logger.warn({ error, endpoint: endpoint.name }, 'No new key for Azure SignalR Service');
    }
  }

  #scheduleNext(): void {
    const { endpoint, clock } = this.#options;
    this.#nextMs = clock.now() + (endpoint.keyExchange?.intervalMs ?? Number.POSITIVE_INFINITY);
  }
}
