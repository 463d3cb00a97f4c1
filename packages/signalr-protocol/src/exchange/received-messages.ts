/**
 * Which of a client's messages are new: it numbers them from 1 and may send some again on a new socket.
 *
 * Decisions alone. Rules: docs/spec/signalr-hubs.md, SH-147 to SH-151.
 */

import { MessageType } from '../hub-message.ts';
import type { AckMessage, HubMessage, SequenceMessage } from '../hub-message.ts';

/** What is looked at of a message. */
export type CountedMessage =
  | { readonly type: Exclude<HubMessage['type'], (AckMessage | SequenceMessage)['type']> }
  | AckMessage
  | SequenceMessage;

/** The client goes on behind messages that have never arrived. */
export class SequenceError extends Error {
  override readonly name = 'SequenceError';

  constructor() {
    super("Sequence ID greater than amount of messages we've received.");
  }
}

export class ReceivedMessages {
  #nextId = 1;
  #latestId = 0;
  #acknowledgedId = 0;
  #isAwaitingSequence = false;

  /** A new socket: what it brings counts only from the sequence message on. */
  resume(): void {
    this.#isAwaitingSequence = true;
  }

  /**
   * Whether the message is to be dealt with.
   *
   * @throws {SequenceError} where the client goes on behind messages that have never arrived.
   */
  isNew(message: CountedMessage): boolean {
    if (message.type === MessageType.sequence) {
      this.#resetTo(message.sequenceId);
      return true;
    }
    if (this.#isAwaitingSequence) {
      return false;
    }
    return isNumbered(message) ? this.#count() : true;
  }

  /** The number to acknowledge, if there is something to acknowledge since the last call. */
  takeAcknowledgement(): number | undefined {
    if (this.#acknowledgedId === this.#latestId) {
      return undefined;
    }
    this.#acknowledgedId = this.#latestId;
    return this.#latestId;
  }

  #count(): boolean {
    const id = this.#nextId;
    this.#nextId += 1;
    if (id <= this.#latestId) {
      return false;
    }
    this.#latestId = id;
    return true;
  }

  #resetTo(sequenceId: number): void {
    // Not compared with the next number: a client may lose its socket again while it sends what has come before.
    if (sequenceId > this.#latestId + 1) {
      throw new SequenceError();
    }
    this.#isAwaitingSequence = false;
    this.#nextId = sequenceId;
    // It sends again what it has no acknowledgement of: what was said before did not reach it.
    this.#acknowledgedId = Math.min(this.#acknowledgedId, sequenceId - 1);
  }
}

/** The five types that are numbered, in both directions. */
export function isNumbered({ type }: Pick<HubMessage, 'type'>): boolean {
  switch (type) {
    case MessageType.invocation:
    case MessageType.streamItem:
    case MessageType.completion:
    case MessageType.streamInvocation:
    case MessageType.cancelInvocation:
      return true;
    case MessageType.ping:
    case MessageType.close:
    case MessageType.ack:
    case MessageType.sequence:
      return false;
  }
}
