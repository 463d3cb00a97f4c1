/**
 * What is on its way between a client and its server: pieces of messages, and calls that wait for an answer.
 *
 * Rules: docs/spec/azure-service.md, AS-31, AS-32 and AS-55.
 */

import type { HubFraming } from '../bytes/hub-framing.ts';
import { MessageSplitter } from '../bytes/message-splitter.ts';
import { PendingCalls } from './pending-calls.ts';

export interface PartBounds {
  /** Of what is there. */
  readonly maxPartBytes: number;
  /** Of what it says that it will be. */
  readonly maxServerMessageBytes: number;
}

/** For a client that says no more. */
export const NOTHING_AWAITED: PartBounds = { maxPartBytes: 0, maxServerMessageBytes: 0 };

export class HubStream {
  readonly framing: HubFraming;
  readonly #calls: PendingCalls;
  readonly #input: MessageSplitter;
  readonly #output: MessageSplitter;

  constructor(framing: HubFraming) {
    this.framing = framing;
    this.#calls = new PendingCalls(framing);
    this.#input = new MessageSplitter(framing);
    this.#output = new MessageSplitter(framing);
  }

  /** Nothing is half sent, either way, and no call waits. */
  get isSettled(): boolean {
    return this.#input.isAtBoundary && this.#output.isAtBoundary && this.#calls.isEmpty;
  }

  /** Of a message for the client whose end its server has not sent. */
  get heldOutputBytes(): number {
    return this.#output.heldBytes;
  }

  /** The messages that have come to their end. */
  fromClient(chunk: Uint8Array): readonly Uint8Array[] {
    const messages = this.#input.push(chunk);
    for (const message of messages) {
      this.#calls.sentByClient(message);
    }
    return messages;
  }

  /** The messages that have come to their end. */
  fromServer(chunk: Uint8Array): readonly Uint8Array[] {
    const messages = this.#output.push(chunk);
    for (const message of messages) {
      this.#calls.sentToClient(message);
    }
    return messages;
  }

  /** What there is of a message of the client that is not to be waited for: longer than the bounds, or nonsense. */
  takePart({ maxPartBytes, maxServerMessageBytes }: PartBounds): Uint8Array | undefined {
    const { heldBytes, announcedBytes } = this.#input;
    const isAwaited = heldBytes <= maxPartBytes && announcedBytes <= maxServerMessageBytes;
    if (isAwaited || heldBytes === 0) {
      return undefined;
    }
    this.#calls.addUnknown();
    return this.#input.takeHeld();
  }
}
