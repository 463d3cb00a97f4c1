/**
 * Which calls between a client and its server wait for an answer: while there is one, nobody else can take over.
 *
 * Rules: docs/spec/azure-service.md, AS-55.
 */

import { MessageType } from '@parley/signalr-protocol';
import { readHubMessageHead } from '../bytes/hub-message-head.ts';
import type { HubFraming } from '../bytes/hub-framing.ts';

/** Beyond these they are no longer told apart. */
const MAX_CALLS = 10_000;
const MAX_ID_CHARACTERS = 256;

export class PendingCalls {
  readonly #framing: HubFraming;
  /** Of the client, to be answered by its server. */
  readonly #asked = new Set<string>();
  /** Of the server, to be answered by the client. */
  readonly #owed = new Set<string>();
  #hasUnknown = false;

  constructor(framing: HubFraming) {
    this.#framing = framing;
  }

  get isEmpty(): boolean {
    return this.#asked.size === 0 && this.#owed.size === 0 && !this.#hasUnknown;
  }

  /** A whole message of the client. */
  sentByClient(message: Uint8Array): void {
    const head = readHubMessageHead(message, this.#framing);
    if (head?.invocationId === undefined) {
      return;
    }
    if (head.type === MessageType.completion) {
      this.#owed.delete(head.invocationId);
    } else if (head.type === MessageType.invocation || head.type === MessageType.streamInvocation) {
      this.#add(this.#asked, head.invocationId);
    }
  }

  /** A whole message to the client. */
  sentToClient(message: Uint8Array): void {
    const head = readHubMessageHead(message, this.#framing);
    if (head?.invocationId === undefined) {
      return;
    }
    if (head.type === MessageType.completion) {
      this.#asked.delete(head.invocationId);
    } else if (head.type === MessageType.invocation) {
      this.#add(this.#owed, head.invocationId);
    }
  }

  /** Something of the client was too long to be looked into. */
  addUnknown(): void {
    this.#hasUnknown = true;
  }

  #add(calls: Set<string>, invocationId: string): void {
    if (calls.size < MAX_CALLS && invocationId.length <= MAX_ID_CHARACTERS) {
      calls.add(invocationId);
    } else {
      this.#hasUnknown = true;
    }
  }
}
