/**
 * How much may wait on a server connection: for the service, and apart from it for clients that the service has paused.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-49 and AZ-166.
 */

import { AzureSignalRError } from '../errors.ts';

export interface SendingRoomOptions {
  /** Of either. */
  readonly maxBytes: number;
  /** Queued, and not with the operating system. */
  readonly pendingBytes: () => number;
  /** Gives the operating system what it will take now. */
  readonly flush: () => void;
}

export class SendingRoom {
  readonly #options: SendingRoomOptions;
  #heldBytes = 0;

  constructor(options: SendingRoomOptions) {
    this.#options = options;
  }

  /** Whether so much can be sent. */
  has(bytes: number): boolean {
    const { maxBytes, pendingBytes, flush } = this.#options;
    if (pendingBytes() + bytes > maxBytes) {
      flush();
    }
    return pendingBytes() + bytes <= maxBytes;
  }

  /** @throws {AzureSignalRError} `service-overloaded` */
  require(bytes: number): void {
    if (!this.has(bytes)) {
      throw this.#overloaded('the service to take them');
    }
  }

  /** @throws {AzureSignalRError} `service-overloaded` */
  requireForPaused(bytes: number): void {
    if (this.#heldBytes + bytes > this.#options.maxBytes) {
      throw this.#overloaded('clients that the service has paused');
    }
  }

  hold(bytes: number): void {
    this.#heldBytes += bytes;
  }

  letGo(bytes: number): void {
    this.#heldBytes -= bytes;
  }

  #overloaded(what: string): AzureSignalRError {
    const text = `More than ${this.#options.maxBytes} bytes wait for ${what}.`;
    return new AzureSignalRError('service-overloaded', text);
  }
}
