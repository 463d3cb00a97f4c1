/** Between a client and a server: cuts WebSockets after so many bytes, or holds them back. */

import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Counted from the end of the opening handshake; the byte that reaches the count is the last to pass. */
export interface Cut {
  readonly direction: 'up' | 'down';
  readonly bytes: number;
}

const END_OF_HEAD = '\r\n\r\n';

export class CuttingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: URL;
  readonly #cuts: Cut[] = [];
  readonly #links = new Set<Link>();
  readonly #clients = new Set<Socket>();
  #onHeld: (() => void) | undefined;
  #isHolding = false;
  #held: (() => void)[] = [];
  cutCount = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async start(url: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(url));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The server's, by way of the proxy. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#target.pathname}`;
  }

  /** One for each WebSocket from now on, the one that is open included; those after them are let live. */
  cutAfter(cuts: readonly Cut[]): void {
    this.#cuts.push(...cuts);
    for (const link of this.#links) {
      link.cutAfter(this.#cuts.shift());
    }
  }

  /** Now. */
  cutAll(): void {
    for (const link of this.#links) {
      link.end();
    }
  }

  /** WebSockets that come are not passed on before `release`. */
  hold(): void {
    this.#isHolding = true;
  }

  /** A WebSocket is being held. */
  async holding(): Promise<void> {
    if (this.#held.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onHeld = resolve;
      });
    }
  }

  release(): void {
    this.#isHolding = false;
    for (const open of this.#held.splice(0)) {
      open();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) {
      client.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    this.#clients.add(client);
    client.on('close', () => this.#clients.delete(client));
    client.on('error', () => client.destroy());
    client.once('data', (head: Buffer) => {
      const isWebSocket = /\r\nupgrade: *websocket/i.test(head.toString('latin1'));
      client.pause();
      const open = (): void => this.#open(client, { head, isWebSocket });
      if (isWebSocket && this.#isHolding) {
        this.#held.push(open);
        this.#onHeld?.();
      } else {
        open();
      }
    });
  }

  #open(client: Socket, { head, isWebSocket }: { head: Buffer; isWebSocket: boolean }): void {
    const upstream = connect(Number(this.#target.port), this.#target.hostname);
    upstream.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    upstream.write(head);
    if (!isWebSocket) {
      client.pipe(upstream);
      upstream.pipe(client);
      return;
    }
    const link = new Link(client, upstream, () => {
      this.cutCount += 1;
    });
    this.#links.add(link);
    client.on('close', () => this.#links.delete(link));
    link.cutAfter(this.#cuts.shift());
  }
}

/** One WebSocket and its two ends. */
class Link {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #onCut: () => void;
  #cut: Cut | undefined;
  #passed = { up: 0, down: 0 };
  #isOpen = false;
  #isOver = false;

  constructor(client: Socket, upstream: Socket, onCut: () => void) {
    this.#client = client;
    this.#upstream = upstream;
    this.#onCut = onCut;
    upstream.on('data', (chunk: Buffer) => this.#passDown(chunk));
    client.on('data', (chunk: Buffer) => this.#pass('up', chunk));
    client.resume();
  }

  /** Counted from now on, or from the end of the opening handshake. */
  cutAfter(cut: Cut | undefined): void {
    this.#cut = cut;
    this.#passed = { up: 0, down: 0 };
  }

  end(): void {
    this.#isOver = true;
    this.#onCut();
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #passDown(chunk: Buffer): void {
    if (this.#isOpen) {
      this.#pass('down', chunk);
      return;
    }
    // The server answers the handshake in one piece.
    const endOfHead = chunk.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
    this.#isOpen = true;
    this.#client.write(chunk.subarray(0, endOfHead));
    if (endOfHead < chunk.length) {
      this.#pass('down', chunk.subarray(endOfHead));
    }
  }

  #pass(direction: Cut['direction'], chunk: Buffer): void {
    if (this.#isOver) {
      return;
    }
    const target = direction === 'up' ? this.#upstream : this.#client;
    const left =
      this.#cut?.direction === direction ? this.#cut.bytes - this.#passed[direction] : Infinity;
    this.#passed[direction] += chunk.length;
    if (chunk.length < left) {
      target.write(chunk);
      return;
    }
    // What was passed before the cut arrives: the end follows it.
    this.#isOver = true;
    this.#onCut();
    target.end(chunk.subarray(0, left));
    (direction === 'up' ? this.#client : this.#upstream).destroy();
  }
}
