/**
 * The clients that the service has given to one server connection, and what it tells them.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-55, AZ-66, AZ-67 and AZ-165 to AZ-167.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { CloseConnectionMessage, OpenConnectionMessage } from '@parley/azure-signalr-protocol';
import { AzureSignalRError } from '../errors.ts';
import type { CarriedClient } from './carried-client.ts';
import type { ClientLine, LineCarrier } from './client-line.ts';
import type { ClientMessage } from './heard-messages.ts';

/** A client with what goes to it. */
export interface Carried {
  readonly client: CarriedClient;
  readonly line: ClientLine;
}

export interface CarriedClientsOptions {
  readonly open: (message: OpenConnectionMessage) => Carried;
  /** Called before the client is told. */
  readonly onClosing: (message: CloseConnectionMessage) => void;
}

export class CarriedClients {
  readonly #options: CarriedClientsOptions;
  /** By their ids; also those that their hub has ended, while what they were sent waits. */
  readonly #carried = new Map<string, Carried>();
  readonly #watching = new Set<ClientLine>();

  constructor(options: CarriedClientsOptions) {
    this.#options = options;
  }

  /** Of those that their hub has. */
  get count(): number {
    return [...this.#carried.values()].filter(({ line }) => !line.isLeaving).length;
  }

  /** `undefined` once the client has ended. */
  lineOf(connectionId: string): ClientLine | undefined {
    const line = this.#carried.get(connectionId)?.line;
    return line?.isLeaving === true ? undefined : line;
  }

  /** What is for nobody here is ignored. */
  receive(message: ClientMessage): void {
    switch (message.type) {
      case ServiceMessageType.openConnection:
        this.#open(message);
        break;
      case ServiceMessageType.connectionData:
        this.#carried.get(message.connectionId)?.client.receive(message);
        break;
      case ServiceMessageType.closeConnection:
        this.#close(message);
        break;
      case ServiceMessageType.connectionReconnect:
        this.#carried.get(message.connectionId)?.client.resumed();
        break;
    }
  }

  pause(connectionId: string): void {
    this.#carried.get(connectionId)?.line.pause();
  }

  /** The client goes to another server connection; `undefined` where there is no such client. */
  surrender(connectionId: string): Carried | undefined {
    const carried = this.#carried.get(connectionId);
    this.#carried.delete(connectionId);
    return carried;
  }

  /** The client comes from another server connection, or goes on over this one. */
  adopt(carried: Carried, carrier: LineCarrier): void {
    this.#carried.set(carried.line.connectionId, carried);
    carried.line.resume(carrier);
  }

  watch(line: ClientLine): void {
    this.#watching.add(line);
  }

  unwatch(line: ClientLine): void {
    this.#watching.delete(line);
  }

  notifyWatching(): void {
    for (const line of this.#watching) {
      line.taken();
    }
  }

  forget(line: ClientLine): void {
    if (this.#carried.get(line.connectionId)?.line === line) {
      this.#carried.delete(line.connectionId);
    }
  }

  /** Ends those of an instance of the service that has gone; all of them for an empty name. */
  loseInstance(instanceId: string, error: Error): void {
    for (const carried of this.#carried.values()) {
      if (instanceId === '' || carried.client.instanceId === instanceId) {
        this.#cut(carried);
        carried.client.lost(error);
      }
    }
  }

  /** A client that opens twice is another one the second time. */
  #open(message: OpenConnectionMessage): void {
    const earlier = this.#carried.get(message.connectionId);
    if (earlier !== undefined) {
      this.#cut(earlier);
      const text = 'The client was opened again.';
      earlier.client.lost(new AzureSignalRError('service-unavailable', text));
    }
    const carried = this.#options.open(message);
    this.#carried.set(message.connectionId, carried);
    carried.client.start();
  }

  #close(message: CloseConnectionMessage): void {
    const carried = this.#carried.get(message.connectionId);
    if (carried === undefined) {
      return;
    }
    if (!carried.line.isLeaving) {
      this.#options.onClosing(message);
    }
    this.#cut(carried);
    carried.client.closed(message);
  }

  #cut({ line }: Carried): void {
    this.forget(line);
    line.cut();
  }
}
