/** What goes to one client: counted, and held back until its handshake is answered. Rules: AS-27, AS-34. */

import type { TransportConnection } from '@parley/signalr-server/transports';
import type { DeliveryCount } from './delivery-count.ts';
import type { Multicast } from './multicast.ts';

/** The client's connection, or what numbers the messages on it. */
export type OutboxTarget = Pick<TransportConnection, 'send'>;

export interface ClientOutboxOptions {
  /** For the answer to the handshake. */
  readonly connection: OutboxTarget;
  /** For what follows. */
  readonly target: OutboxTarget;
  readonly count: DeliveryCount;
}

export class ClientOutbox {
  readonly #options: ClientOutboxOptions;
  #held: Multicast[] = [];
  #heldBytes = 0;

  constructor(options: ClientOutboxOptions) {
    this.#options = options;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  hold(message: Multicast): void {
    this.#held.push(message);
    this.#heldBytes += message.bytes.length;
  }

  /** What is held will not be sent. */
  forgetHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  /** Sends what is held, in order. False: the quota is used up. */
  release(): boolean {
    const held = this.#held;
    this.forgetHeld();
    return held.every((message) => this.sendMulticast(message));
  }

  /** The answer to the handshake. */
  sendAnswer(answer: Uint8Array): void {
    const { connection, count } = this.#options;
    count.note('client', 'handshake', answer.length);
    connection.send(answer);
  }

  /** Of its server for this client alone. False: the quota is used up. */
  send(message: Uint8Array): boolean {
    const { target, count } = this.#options;
    const mayGo = count.count('client', message);
    if (mayGo) {
      target.send(message);
    }
    return mayGo;
  }

  /** False: the quota is used up. */
  sendMulticast(message: Multicast): boolean {
    const { target, count } = this.#options;
    const mayGo = count.countMulticast(message);
    if (mayGo) {
      target.send(message.bytes);
    }
    return mayGo;
  }
}
