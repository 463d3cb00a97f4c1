/**
 * The clients that the service has given to one server connection, and what it tells them.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-55, AZ-66 and AZ-67.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { CloseConnectionMessage, OpenConnectionMessage } from '@parley/azure-signalr-protocol';
import { AzureSignalRError } from '../errors.ts';
import type { CarriedClient } from './carried-client.ts';
import type { ClientMessage } from './heard-messages.ts';

export interface CarriedClientsOptions {
  readonly open: (message: OpenConnectionMessage) => CarriedClient;
  /** Called before the client is told. */
  readonly onClosing: (message: CloseConnectionMessage) => void;
}

export class CarriedClients {
  readonly #options: CarriedClientsOptions;
  readonly #clients = new Map<string, CarriedClient>();
  readonly #watching = new Set<CarriedClient>();

  constructor(options: CarriedClientsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#clients.size;
  }

  has(connectionId: string): boolean {
    return this.#clients.has(connectionId);
  }

  /** What is for nobody here is ignored. */
  receive(message: ClientMessage): void {
    switch (message.type) {
      case ServiceMessageType.openConnection:
        this.#open(message);
        break;
      case ServiceMessageType.connectionData:
        this.#clients.get(message.connectionId)?.receive(message);
        break;
      case ServiceMessageType.closeConnection:
        this.#close(message);
        break;
      case ServiceMessageType.connectionReconnect:
        this.#clients.get(message.connectionId)?.resumed();
        break;
    }
  }

  watch(client: CarriedClient): void {
    this.#watching.add(client);
  }

  unwatch(client: CarriedClient): void {
    this.#watching.delete(client);
  }

  notifyWatching(): void {
    for (const client of this.#watching) {
      client.taken();
    }
  }

  release(client: CarriedClient): void {
    this.#watching.delete(client);
    if (this.#clients.get(client.connectionId) === client) {
      this.#clients.delete(client.connectionId);
    }
  }

  /** Ends those of an instance of the service that has gone; all of them for an empty name. */
  loseInstance(instanceId: string, error: Error): void {
    for (const client of this.#clients.values()) {
      if (instanceId === '' || client.instanceId === instanceId) {
        this.release(client);
        client.lost(error);
      }
    }
  }

  /** A client that opens twice is another one the second time. */
  #open(message: OpenConnectionMessage): void {
    const earlier = this.#clients.get(message.connectionId);
    if (earlier !== undefined) {
      this.release(earlier);
      earlier.lost(new AzureSignalRError('service-unavailable', 'The client was opened again.'));
    }
    const client = this.#options.open(message);
    this.#clients.set(message.connectionId, client);
    client.start();
  }

  #close(message: CloseConnectionMessage): void {
    const client = this.#clients.get(message.connectionId);
    if (client !== undefined) {
      this.#options.onClosing(message);
      this.release(client);
      client.closed(message);
    }
  }
}
