/** A `WebSocket` of `ws` that answers a client's close the way ASP.NET Core does. Rules: docs/spec/signalr-transports.md, ST-33. */

import { WebSocket } from 'ws';

export const NORMAL_CLOSURE = 1000;

/**
 * Every close frame of the client is answered with 1000.
 *
 * `ws` echoes what came, and official clients report the echo of an empty frame as an error (1005).
 */
export class AnsweringWebSocket extends WebSocket {
  #closeHandler: (() => void) | undefined;
  #isDeaf = false;

  /** The client's close frame has come, or a frame that is wrong; what follows is nothing. */
  get isDeaf(): boolean {
    return this.#isDeaf;
  }

  /** Called when the client's close frame has come. The socket itself may take longer. */
  onCloseFrame(handler: () => void): void {
    this.#closeHandler = handler;
  }

  /** Only `ws` itself gives a reason, when it echoes a close frame; an echo of an empty one has no code either. */
  override close(code?: number, reason?: string | Buffer): void {
    const isEcho = code === undefined || reason !== undefined;
    super.close(isEcho ? NORMAL_CLOSURE : code);
    if (isEcho) {
      this.#isDeaf = true;
      this.#closeHandler?.();
    } else if (code !== NORMAL_CLOSURE) {
      // `ws` names the fault.
      this.#isDeaf = true;
    }
  }
}
