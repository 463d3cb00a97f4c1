/** What goes to one client: counted, and held back until its handshake is answered. Rules: AS-27, AS-34. */

import type { TransportConnection } from '@parley/signalr-server/transports';
import type { DeliveryCount } from './delivery-count.ts';
import type { Multicast } from './multicast.ts';

/** The client's connection, or what numbers the messages on it. */
export type OutboxTarget = Pick<TransportConnection, 'send'>;

export class ClientOutbox {
  readonly #connection: OutboxTarget;
  #target: OutboxTarget;
  readonly #count: DeliveryCount;
  #held: Multicast[] = [];
  #heldBytes = 0;

  constructor(connection: OutboxTarget, count: DeliveryCount) {
    this.#connection = connection;
    this.#target = connection;
    this.#count = count;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** For what follows the answer to the handshake. */
  useTarget(target: OutboxTarget): void {
    this.#target = target;
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
    this.#count.note('client', 'handshake', answer.length);
    this.#connection.send(answer);
  }

  /** Of its server for this client alone. False: the quota is used up. */
  send(message: Uint8Array): boolean {
    const mayGo = this.#count.count('client', message);
    if (mayGo) {
      this.#target.send(message);
    }
    return mayGo;
  }

  /** False: the quota is used up. */
  sendMulticast(message: Multicast): boolean {
    const mayGo = this.#count.countMulticast(message);
    if (mayGo) {
      this.#target.send(message.bytes);
    }
    return mayGo;
  }
}
