/** The opening handshake of WebSockets, done by `ws` with everything off that this project does itself. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AnsweringWebSocket } from '../carriers/answering-web-socket.ts';
import { FrameSplitter } from '../carriers/frame-splitter.ts';
import type { Logger } from '../logger.ts';
import type { SubProtocolSelector } from './sub-protocol.ts';

/** An upgrade as `http.Server` hands it over. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export interface WebSocketAcceptorOptions {
  readonly selectSubProtocol: SubProtocolSelector;
  readonly logger: Logger;
}

export class WebSocketAcceptor {
  readonly #server: WebSocketServer;

  constructor({ selectSubProtocol, logger }: WebSocketAcceptorOptions) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Compression would make every recipient's frame another one.
      perMessageDeflate: false,
      handleProtocols: (offered) => {
        try {
          return checkedSubProtocol(selectSubProtocol([...offered]), offered);
        } catch (error) {
          logger.error({ error }, 'no sub-protocol could be chosen');
          return false;
        }
      },
      WebSocket: AnsweringWebSocket,
    });
  }

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

/** A client takes nothing that it has not offered (RFC 6455, 4.1). */
function checkedSubProtocol(
  selected: string | undefined,
  offered: ReadonlySet<string>,
): string | false {
  if (selected !== undefined && !offered.has(selected)) {
    throw new TypeError(`The client does not offer the sub-protocol '${selected}'.`);
  }
  return selected ?? false;
}

/** Puts a splitter between the socket and `ws`, which has just begun to listen to it. */
function splitFrames(webSocket: AnsweringWebSocket, socket: Duplex): void {
  const [receive] = socket.listeners('data');
  if (receive === undefined) {
    return;
  }
  const splitter = new FrameSplitter((bytes) => {
    if (!webSocket.isDeaf) {
      Reflect.apply(receive, socket, [bytes]);
    }
  });

  // `ws` listens alone: it has just taken the socket over from the server.
  socket.removeListener('data', receive as () => void);
  socket.on('data', (chunk: Buffer) => splitter.push(chunk));
  // What is still unread when the socket closes, `ws` would take from it directly.
  socket.prependListener('close', () => {
    const rest: unknown = socket.read();
    if (Buffer.isBuffer(rest)) {
      splitter.push(rest);
    }
  });
}
