/**
 * Between a server and the service, on the server connections alone: messages are read and may be kept back, connections
 * cut, and what a server sends left unread.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceProtocol } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { Signal } from '../../../../signalr-server/test/support/signal.ts';

export type Direction = 'up' | 'down';

const ENDED = new Set<number>([WebSocket.CLOSING, WebSocket.CLOSED]);
const PASSED_ON = ['authorization', 'x-asrs-server-id', 'asrs-user-agent'] as const;

/** One server connection and its two ends. */
export class MeddledLink {
  readonly #server: WebSocket;
  readonly #service: WebSocket;
  isOpen = true;

  constructor(server: WebSocket, service: WebSocket) {
    this.#server = server;
    this.#service = service;
  }

  /** At the socket, without a closing handshake. */
  cut(): void {
    this.#server.terminate();
    this.#service.terminate();
  }

  stopReading(): void {
    this.#server.pause();
  }

  readAgain(): void {
    this.#server.resume();
  }
}

export class MeddlingProxy implements AsyncDisposable {
  readonly changed = new Signal();
  readonly links: MeddledLink[] = [];
  /** What has passed, in its order. */
  readonly passed: {
    readonly direction: Direction;
    readonly message: ServiceMessage;
    /** Its place in `links`. */
    readonly link: number;
  }[] = [];
  /** Asked for each message. */
  letsPass: (message: ServiceMessage, direction: Direction) => boolean = () => true;
  readonly #target: string;
  readonly #http: Server;
  readonly #upgrades = new WebSocketServer({ noServer: true });

  private constructor(target: string) {
    this.#target = target.replace(/^http/, 'ws');
    this.#http = createServer((_request, response) => response.writeHead(404).end());
    this.#http.on('upgrade', (request, socket, head) => {
      this.#upgrades.handleUpgrade(request, socket, head, (server) => {
        this.#connect(server, request);
      });
    });
  }

  /** `target` is the service's address. */
  static async start(target: string): Promise<MeddlingProxy> {
    const proxy = new MeddlingProxy(target);
    await new Promise<void>((resolve) => proxy.#http.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** For servers that are to come this way. */
  onTheWayOf(connectionString: string): string {
    const { port } = this.#http.address() as AddressInfo;
    return `${connectionString.replace(/;$/, '')};ServerEndpoint=http://127.0.0.1:${port}`;
  }

  get openLinks(): readonly MeddledLink[] {
    return this.links.filter(({ isOpen }) => isOpen);
  }

  cutAll(): void {
    for (const link of this.openLinks) {
      link.cut();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #connect(server: WebSocket, request: IncomingMessage): void {
    const headers = Object.fromEntries(
      PASSED_ON.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    const service = new WebSocket(`${this.#target}${request.url}`, { headers });
    const link = new MeddledLink(server, service);
    const early: Buffer[] = [];
    const up = this.#reader('up', service, link);
    const down = this.#reader('down', server, link);
    server.on('message', (bytes: Buffer) => {
      if (service.readyState === WebSocket.CONNECTING) {
        early.push(bytes);
      } else {
        up(bytes);
      }
    });
    service.on('message', down);
    service.on('open', () => {
      this.links.push(link);
      early.forEach(up);
      this.changed.raise();
    });
    const end = (): void => {
      link.isOpen = false;
      link.cut();
      this.changed.raise();
    };
    for (const socket of [server, service]) {
      socket.on('close', end);
      socket.on('error', end);
    }
  }

  #reader(direction: Direction, target: WebSocket, link: MeddledLink): (bytes: Buffer) => void {
    const protocol = new ServiceProtocol();
    let kept = Buffer.alloc(0);
    return (bytes) => {
      kept = Buffer.concat([kept, bytes]);
      const options = { offset: 0, maxMessageBytes: undefined };
      let decoded = protocol.decode(kept, options);
      while (decoded !== undefined) {
        const { message, consumed } = decoded;
        if (message !== undefined) {
          this.passed.push({ direction, message, link: this.links.indexOf(link) });
        }
        const isPassed = message === undefined || this.letsPass(message, direction);
        if (isPassed && !ENDED.has(target.readyState)) {
          target.send(kept.subarray(0, consumed));
        }
        kept = kept.subarray(consumed);
        decoded = protocol.decode(kept, options);
      }
      this.changed.raise();
    };
  }
}
