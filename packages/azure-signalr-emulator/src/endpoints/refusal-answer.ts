/** How a request is refused: a sentence for the developer who reads it, in a browser too. */

import { type IncomingMessage, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export interface HttpRefusal {
  readonly status: number;
  readonly reason: string;
}

/** Pages of any origin may read it: without the headers a browser would say no more than that it failed. */
export function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { status, reason }: HttpRefusal,
): void {
  const { origin } = request.headers;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(reason),
    Vary: 'Origin',
    ...(origin === undefined
      ? {}
      : { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }),
  });
  response.end(reason);
}

export function refuseUpgrade(socket: Duplex, { status, reason }: HttpRefusal): void {
  // The server has let go of the socket: a client that resets it must not find nobody listening.
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'Connection: close\r\n' +
      // Whose clock is wrong is what a token that has expired is about.
      `Date: ${new Date().toUTCString()}\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(reason)}\r\n\r\n` +
      reason,
  );
}
