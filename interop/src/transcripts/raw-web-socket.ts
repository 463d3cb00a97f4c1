/** A WebSocket client that sends whatever it is told to, and hands on everything that comes. */

import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { clientFrame, FrameReader, Opcode } from './web-socket-frames.ts';
import type { SocketEvent } from './web-socket-frames.ts';

export type RawEvent = SocketEvent | { readonly kind: 'end' } | { readonly kind: 'silence' };

export type Opening =
  | { readonly kind: 'open'; readonly socket: RawWebSocket; readonly response: IncomingMessage }
  | { readonly kind: 'refused'; readonly response: IncomingMessage };

export function openWebSocket(url: URL, headers: OutgoingHttpHeaders = {}): Promise<Opening> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    outgoing.on('upgrade', (response, socket, head) => {
      resolve({ kind: 'open', socket: new RawWebSocket(socket as Socket, head), response });
    });
    outgoing.on('response', (response) => resolve({ kind: 'refused', response }));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

export class RawWebSocket {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #events: RawEvent[] = [];
  #wake: () => void = () => undefined;
  #hasEnded = false;

  constructor(socket: Socket, head: Buffer) {
    this.#socket = socket;
    this.#take(head);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  send(data: string | Uint8Array): void {
    const opcode = typeof data === 'string' ? Opcode.text : Opcode.binary;
    this.sendFrame(opcode, Buffer.from(data));
  }

  sendFrame(opcode: number, payload: Uint8Array, isFinal = true): void {
    this.sendBytes(clientFrame(opcode, payload, isFinal));
  }

  /** Past all framing. */
  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next thing that comes; `silence` when nothing does for so long. */
  async next(patienceMs: number): Promise<RawEvent> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        return event;
      }
      if (this.#hasEnded) {
        return { kind: 'end' };
      }
      if (Date.now() >= deadline) {
        return { kind: 'silence' };
      }
      await this.#changed(deadline - Date.now());
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#events.push(...this.#reader.read(chunk));
    this.#wake();
  }

  #changed(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
