/** The opening handshake of WebSockets, done by `ws` with everything off that this project does itself. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AnsweringWebSocket } from './answering-web-socket.ts';

/** An upgrade as `http.Server` hands it over. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export class WebSocketAcceptor {
  readonly #server: WebSocketServer;

  constructor(maxFrameBytes: number) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Compression would make every recipient's frame another one.
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      // No sub-protocol is selected, whatever is offered.
      handleProtocols: () => false,
      WebSocket: AnsweringWebSocket,
    });
  }

  /** Calls back before it returns, or has answered a malformed handshake with 400 or 405. */
  accept(upgrade: UpgradeRequest, onAccepted: (webSocket: AnsweringWebSocket) => void): void {
    this.#server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (webSocket) => {
      // The library's types do not know which class it was told to build.
      if (webSocket instanceof AnsweringWebSocket) {
        onAccepted(webSocket);
      }
    });
  }
}
