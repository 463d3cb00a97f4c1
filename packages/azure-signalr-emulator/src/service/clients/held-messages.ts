/** What is held back for a client until its handshake is answered. Rules: docs/spec/azure-service.md, AS-27. */

export interface HeldMessage {
  readonly bytes: Uint8Array;
  /** Through which it reaches the client, if through one. */
  readonly group: string | undefined;
}

export class HeldMessages {
  #messages: HeldMessage[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  push(message: HeldMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes.length;
  }

  /** In order; nothing is held afterwards. */
  takeAll(): readonly HeldMessage[] {
    const taken = this.#messages;
    this.#messages = [];
    this.#bytes = 0;
    return taken;
  }
}
