/** One message on its way to many connections, encoded at most once per protocol. */

import type { HubMessage } from './hub-message.ts';
import type { HubProtocol } from './hub-protocol.ts';

/** Rule: docs/spec/signalr-protocol.md, SP-60. */
export class SerializedMessage {
  readonly message: HubMessage;
  readonly #bytesByProtocol = new Map<string, Uint8Array>();

  constructor(message: HubMessage) {
    this.message = message;
  }

  /** The whole frame, encoded on the first call for a protocol's name. Shared: never write into it. */
  bytesFor(protocol: HubProtocol): Uint8Array {
    const known = this.#bytesByProtocol.get(protocol.name);
    if (known !== undefined) {
      return known;
    }
    const bytes = protocol.encode(this.message);
    this.#bytesByProtocol.set(protocol.name, bytes);
    return bytes;
  }
}
