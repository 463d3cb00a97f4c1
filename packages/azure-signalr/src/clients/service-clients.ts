/** The clients that the service has given to one hub of this server, over all its links. */

import { MessageType } from '@parley/signalr-protocol';
import type { ClientServiceSetup } from '@parley/signalr-server';
import type { CarriedClient, ClientListener, OpenedClient } from '../links/carried-client.ts';
import type { TransferFormat } from './data-message-type.ts';
import { ServiceClient } from './service-client.ts';
import type { ServiceClientSettings } from './service-client.ts';

/** As signalr-server's own. */
const DEFAULT_MAX_BUFFERED_BYTES = 1_048_576;
const MIN_HELD_BYTES = 4_194_304;
/** Of the largest message: one that is being read, and one behind it. */
const HELD_MESSAGES = 2;

export class ServiceClients implements ClientListener {
  readonly #clients = new Set<ServiceClient>();
  readonly #settings: ServiceClientSettings;
  readonly #onEnded: () => void;

  /** `onEnded` is called for each client that has gone. */
  constructor(setup: ClientServiceSetup, onEnded: () => void) {
    const { clock, traffic, options } = setup;
    const { maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES } = options;
    this.#onEnded = onEnded;
    this.#settings = {
      clock,
      traffic,
      maxBufferedBytes,
      maxHeldBytes: Math.max(MIN_HELD_BYTES, HELD_MESSAGES * (options.maxReceiveMessageBytes ?? 0)),
      encodeClose: (error, format) => encodeClose(setup, error, format),
      accept: (connection) => setup.accept(connection),
      onEnded: (client) => this.#forget(client),
    };
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  open(opened: OpenedClient): CarriedClient {
    const client = new ServiceClient(opened, this.#settings);
    this.#clients.add(client);
    return client;
  }

  #forget(client: ServiceClient): void {
    this.#clients.delete(client);
    this.#onEnded();
  }
}

function encodeClose(
  { protocols }: ClientServiceSetup,
  error: string,
  format: TransferFormat,
): Uint8Array | undefined {
  const protocol = protocols.find(({ transferFormat }) => transferFormat === format);
  return protocol?.encode({ type: MessageType.close, error, allowReconnect: true });
}
