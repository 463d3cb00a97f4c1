/**
 * What was asked of the service and is not answered yet.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-72 to AZ-74.
 */

import type { AckMessage } from '@parley/azure-signalr-protocol';
import type { Clock } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';

const ACK_TIMEOUT_MS = 10_000;
/** Ids are of 32 bits, and begin anew behind the last. */
const LAST_ACK_ID = 0x7fff_ffff;

interface PendingAck {
  readonly deadline: number;
  /** The connection that the question went over, or would if it still waits. */
  readonly findCarrier: () => object;
  readonly resolve: (ack: AckMessage) => void;
  readonly reject: (error: AzureSignalRError) => void;
}

export class PendingAcks {
  readonly #clock: Pick<Clock, 'now'>;
  /** In the order of their deadlines. */
  readonly #pending = new Map<number, PendingAck>();
  #lastId = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** One that nothing waits for. */
  nextId(): number {
    do {
      this.#lastId = this.#lastId === LAST_ACK_ID ? 1 : this.#lastId + 1;
    } while (this.#pending.has(this.#lastId));
    return this.#lastId;
  }

  /** @throws {AzureSignalRError} `ack-timeout`, or what ended the connection. */
  wait(ackId: number, findCarrier: () => object): Promise<AckMessage> {
    return new Promise((resolve, reject) => {
      const deadline = this.#clock.now() + ACK_TIMEOUT_MS;
      this.#pending.set(ackId, { deadline, findCarrier, resolve, reject });
    });
  }

  /** Ids that nothing waits for are ignored: their time was over. */
  receive(ack: AckMessage): void {
    const pending = this.#pending.get(ack.ackId);
    this.#pending.delete(ack.ackId);
    // A view into the connection's bytes, of which the asker may keep as much as it likes.
    pending?.resolve(ack.payload === undefined ? ack : { ...ack, payload: ack.payload.slice() });
  }

  /** To be called about once a second. */
  tick(): void {
    const now = this.#clock.now();
    for (const [ackId, { deadline, reject }] of this.#pending) {
      if (now < deadline) {
        break;
      }
      this.#pending.delete(ackId);
      reject(new AzureSignalRError('ack-timeout', 'The service did not acknowledge in time.'));
    }
  }

  /** What the carrier asked will not be answered. */
  fail(carrier: object, error: AzureSignalRError): void {
    for (const [ackId, pending] of this.#pending) {
      if (pending.findCarrier() === carrier) {
        this.#pending.delete(ackId);
        pending.reject(error);
      }
    }
  }
}
