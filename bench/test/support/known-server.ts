/** A server of a few lines that answers the opening of a SignalR client and sends what it is told, to the byte. */

import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { textFrame } from './server-frames.ts';

const UPGRADED =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const HANDSHAKE_ANSWER = textFrame(Buffer.from('{}\u001e'));

export interface KnownServer extends AsyncDisposable {
  readonly port: number;
  /** In the order in which they came. */
  readonly sockets: readonly Socket[];
}

export async function startKnownServer(): Promise<KnownServer> {
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    // The client speaks twice: its upgrade, and its handshake.
    socket.once('data', () => {
      socket.write(UPGRADED);
      socket.once('data', () => socket.write(HANDSHAKE_ANSWER));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
