/**
 * The messages of one client over however many sockets: each once and in order, in both directions.
 *
 * Performs what `SentMessages` and `ReceivedMessages` decide. Only a connection that may come back has one.
 * Rules: docs/spec/signalr-hubs.md, SH-140 to SH-154.
 */

import { MessageType } from '../hub-message.ts';
import type { HubMessage } from '../hub-message.ts';
import type { HubProtocol } from '../hub-protocol.ts';
import { ReceivedMessages } from './received-messages.ts';
import type { CountedMessage } from './received-messages.ts';
import { SentMessages } from './sent-messages.ts';

export interface StatefulExchangeOptions {
  readonly transport: { send(bytes: Uint8Array): void };
  readonly protocol: HubProtocol;
  /** Sent and unacknowledged, before the next message waits. */
  readonly bufferBytes: number;
  readonly maxWaitingBytes: number;
  /** More than `maxWaitingBytes` wait for the client's acknowledgement. */
  readonly onOverfull: () => void;
  /** Less waits than before. */
  readonly onDrained: () => void;
}

export class StatefulExchange {
  readonly #options: StatefulExchangeOptions;
  #sent: SentMessages;
  readonly #received = new ReceivedMessages();
  #isOver = false;

  constructor(options: StatefulExchangeOptions) {
    this.#options = options;
    this.#sent = new SentMessages(options.bufferBytes);
  }

  get waitingBytes(): number {
    return this.#sent.waitingBytes;
  }

  /** Sends a message of a numbered type, now or when there is room for it. */
  send(bytes: Uint8Array): void {
    if (this.#isOver) {
      return;
    }
    if (this.#sent.add(bytes)) {
      this.#options.transport.send(bytes);
    } else if (this.#sent.waitingBytes > this.#options.maxWaitingBytes) {
      this.#options.onOverfull();
    }
  }

  /**
   * Whether the client's message is to be dealt with.
   *
   * @throws {SequenceError}
   */
  receive(message: CountedMessage): boolean {
    const isNew = this.#received.isNew(message);
    if (isNew && message.type === MessageType.ack) {
      this.#release(message.sequenceId);
    } else if (message.type === MessageType.sequence) {
      this.acknowledge();
    }
    return isNew;
  }

  /** While the client's messages must wait: acknowledgements among them need not, and mean the same a second time. */
  readAhead(next: () => HubMessage | undefined): void {
    for (let message = next(); message !== undefined; message = next()) {
      if (message.type === MessageType.ack) {
        this.#release(message.sequenceId);
      }
    }
  }

  /** To be called about once a second. */
  acknowledge(): void {
    const sequenceId = this.#received.takeAcknowledgement();
    if (sequenceId !== undefined) {
      this.#write({ type: MessageType.ack, sequenceId });
    }
  }

  /** Goes on with a new socket. */
  resume(): void {
    this.#received.resume();
    const { sequenceId, messages } = this.#sent.replay();
    this.#write({ type: MessageType.sequence, sequenceId });
    this.#sendAll(messages);
  }

  /** The client does not come back: nothing is kept for it, however long its last call takes. */
  stop(): void {
    this.#isOver = true;
    this.#sent = new SentMessages(this.#options.bufferBytes);
  }

  /** Sends what waits, ahead of the last message of the connection. */
  flush(): void {
    this.#sendAll(this.#sent.releaseAll());
  }

  #release(sequenceId: number): void {
    this.#sendAll(this.#sent.acknowledge(sequenceId));
    this.#options.onDrained();
  }

  #write(message: HubMessage): void {
    this.#options.transport.send(this.#options.protocol.encode(message));
  }

  #sendAll(messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      this.#options.transport.send(message);
    }
  }
}
