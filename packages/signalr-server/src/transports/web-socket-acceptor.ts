/** The opening handshake of WebSockets, done by `ws` with everything off that this project does itself. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AnsweringWebSocket } from './answering-web-socket.ts';
import { FrameSplitter } from './frame-splitter.ts';

/** An upgrade as `http.Server` hands it over. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export class WebSocketAcceptor {
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression would make every recipient's frame another one.
    perMessageDeflate: false,
    // No sub-protocol is selected, whatever is offered.
    handleProtocols: () => false,
    WebSocket: AnsweringWebSocket,
  });

  /** Calls back before it returns, or has answered a malformed handshake with 400 or 405. */
  accept(upgrade: UpgradeRequest, onAccepted: (webSocket: AnsweringWebSocket) => void): void {
    this.#server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (webSocket) => {
      // The library's types do not know which class it was told to build.
      if (webSocket instanceof AnsweringWebSocket) {
        splitFrames(webSocket, upgrade.socket);
        onAccepted(webSocket);
      }
    });
  }
}

/** Puts a splitter between the socket and `ws`, which has just begun to listen to it. */
function splitFrames(webSocket: AnsweringWebSocket, socket: Duplex): void {
  let hasFailed = false;
  webSocket.once('error', () => {
    hasFailed = true;
  });
  const listeners = socket.listeners('data');
  const splitter = new FrameSplitter((bytes) => {
    if (hasFailed || webSocket.hasCloseFrame) {
      return;
    }
    for (const listener of listeners) {
      Reflect.apply(listener, socket, [bytes]);
    }
  });

  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => splitter.push(chunk));
  // What is still unread when the socket closes, `ws` would take from it directly.
  socket.prependListener('close', () => {
    const rest: unknown = socket.read();
    if (Buffer.isBuffer(rest)) {
      splitter.push(rest);
    }
  });
}
