/** A WebSocket that sends whatever it is told, and keeps what it gets. */

import { once } from 'node:events';
import { WebSocket } from 'ws';

export class RawClient {
  readonly socket: WebSocket;
  /** Every WebSocket message, as text. */
  readonly received: string[] = [];
  readonly #closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.received.push(data.toString());
    });
    this.#closed = once(socket, 'close').then(([code]) => code as number);
  }

  /** Connected without negotiation, hands not shaken. */
  static async open(url: string): Promise<RawClient> {
    const socket = new WebSocket(url.replace('http:', 'ws:'));
    const client = new RawClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** Connected, and the handshake answered. */
  static async connect(url: string): Promise<RawClient> {
    const client = await RawClient.open(url);
    client.send('{"protocol":"json","version":1}\u001e');
    await once(client.socket, 'message');
    return client;
  }

  send(data: string | Uint8Array): void {
    this.socket.send(data);
  }

  /** Resolves once this has come, however it was cut into messages. */
  async receivedText(text: string): Promise<void> {
    while (!this.received.join('').includes(text)) {
      await once(this.socket, 'message');
    }
  }

  /** The code with which the connection was closed. */
  closed(): Promise<number> {
    return this.#closed;
  }
}
