/** One message on its way to many connections, encoded at most once per protocol. */

import { malformedMessage } from './errors.ts';
import type { HubMessage } from './hub-message.ts';
import type { HubProtocol } from './hub-protocol.ts';

/** Another server encoded a message, and not in the protocol that one of our clients speaks. */
export class MissingEncodingError extends Error {
  override readonly name = 'MissingEncodingError';

  /** The sentence is ASP.NET Core's. */
  constructor() {
    super(
      'This message was received from another server that did not have the requested protocol available.',
    );
  }
}

/** What it is made of: a message that we encode when somebody needs it, or frames that came encoded. */
type Content =
  { readonly kind: 'message'; readonly message: HubMessage } | { readonly kind: 'frames' };

/** Rules: docs/spec/signalr-protocol.md, SP-60 to SP-62. */
export class SerializedMessage {
  readonly #content: Content;
  readonly #frames: Map<string, Uint8Array>;
  /** The protocol asked for last, and its frame: most recipients of a message speak the same one. */
  #lastProtocol: HubProtocol | undefined;
  #lastFrame: Uint8Array | undefined;

  private constructor(content: Content, frames: Map<string, Uint8Array>) {
    this.#content = content;
    this.#frames = frames;
  }

  static of(message: HubMessage): SerializedMessage {
    return new SerializedMessage({ kind: 'message', message }, new Map());
  }

  /** Whole frames by the names of their protocols, as another server encoded them. They must not change afterwards. */
  static fromFrames(frames: ReadonlyMap<string, Uint8Array>): SerializedMessage {
    return new SerializedMessage({ kind: 'frames' }, new Map(frames));
  }

  /**
   * The whole frame, encoded on the first call for a protocol's name. Shared: never write into it.
   *
   * @throws {MissingEncodingError} for frames that came without this protocol's; and what the
   *   protocol throws for a value that it cannot encode.
   */
  bytesFor(protocol: HubProtocol): Uint8Array {
    if (this.#lastFrame !== undefined && this.#lastProtocol === protocol) {
      return this.#lastFrame;
    }
    const frame = this.#frameFor(protocol);
    this.#lastProtocol = protocol;
    this.#lastFrame = frame;
    return frame;
  }

  /** The message itself; where it came encoded, as `protocol` reads it. Throws as `bytesFor` does. */
  messageFor(protocol: HubProtocol): HubMessage {
    if (this.#content.kind === 'message') {
      return this.#content.message;
    }
    const decoded = protocol.decode(this.bytesFor(protocol), {
      offset: 0,
      maxMessageBytes: undefined,
    });
    if (decoded?.message === undefined) {
      throw malformedMessage('Another server sent a frame that holds no message.');
    }
    return decoded.message;
  }

  #frameFor(protocol: HubProtocol): Uint8Array {
    const known = this.#frames.get(protocol.name);
    if (known !== undefined) {
      return known;
    }
    if (this.#content.kind === 'frames') {
      throw new MissingEncodingError();
    }
    const bytes = protocol.encode(this.#content.message);
    this.#frames.set(protocol.name, bytes);
    return bytes;
  }
}
