/** WebSockets without a library: a socket and the frames for it. */

import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { beginRequest } from './http-request.ts';

interface Upgraded {
  readonly socket: Socket;
  readonly headers: IncomingHttpHeaders;
}

/** The socket of an upgrade, for a client that breaks the rules or does not read. */
export async function openRawWebSocket(url: string): Promise<Socket> {
  const { socket } = await rawUpgrade(url);
  return socket;
}

/** An upgrade with whatever it offers, and the headers that answer it. */
export function rawUpgrade(url: string, offers: Record<string, string> = {}): Promise<Upgraded> {
  const request = beginRequest(url, {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...offers,
    },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.once('upgrade', (response, socket) => {
      socket.on('error', () => socket.destroy());
      resolve({ socket, headers: response.headers });
    });
    request.once('error', reject);
  });
}

/** A frame of a message that goes on after it. */
export function fragment(opcode: number, text: string): Buffer {
  const frame = clientFrame(opcode, Buffer.from(text));
  frame[0] = opcode;
  return frame;
}

/** A frame as a client must send it, masked (with zeros: it need not be secret here). */
export function clientFrame(opcode: number, payload: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([Buffer.of(0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0), payload]);
}
