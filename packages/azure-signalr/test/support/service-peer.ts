/** The service's end of server connections, which says only what a test makes it say. */

import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
  ServiceProtocol,
} from '@parley/azure-signalr-protocol';
import type { OpenConnectionMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

type MessageOf<T> = Extract<ServiceMessage, { readonly type: T }>;

/** Something that happens, and whoever waits for it. */
class Changes {
  #wake: (() => void)[] = [];

  notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) {
      wake();
    }
  }

  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }
}

/** One server connection. */
export class PeerConnection {
  readonly request: IncomingMessage;
  readonly messages: ServiceMessage[] = [];
  /** How many messages came in each WebSocket frame. */
  readonly frames: number[] = [];
  readonly changes = new Changes();
  closeStatus: number | undefined;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #protocol = new ServiceProtocol();
  #rest: Uint8Array = new Uint8Array(0);
  #read = 0;

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.#socket = socket;
    this.#stream = request.socket;
    this.request = request;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', (status) => {
      this.closeStatus = status;
      this.changes.notify();
    });
  }

  get query(): URLSearchParams {
    return new URL(this.request.url ?? '', 'http://service').searchParams;
  }

  /** Resolves with the next message of the type that nobody has asked for yet. */
  next<T extends ServiceMessage['type']>(type: T): Promise<MessageOf<T>> {
    return this.changes.until(() => {
      while (this.#read < this.messages.length) {
        const message = this.messages[this.#read];
        this.#read += 1;
        if (message?.type === type) {
          return message as MessageOf<T>;
        }
      }
      return undefined;
    });
  }

  /** All of the type so far. */
  all<T extends ServiceMessage['type']>(type: T): MessageOf<T>[] {
    return this.messages.filter((message): message is MessageOf<T> => message.type === type);
  }

  /** Resolves with the status of the WebSocket's end. */
  closed(): Promise<number> {
    return this.changes.until(() => this.closeStatus);
  }

  /** In one frame. */
  send(...messages: readonly ServiceMessage[]): void {
    this.sendBytes(Buffer.concat(messages.map((message) => this.#protocol.encode(message))));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  ping(...values: readonly string[]): void {
    this.send({ type: ServiceMessageType.ping, values });
  }

  /** Everything that was said before was heard, and everything that was sent to it before has come. */
  async echoed(): Promise<void> {
    this.ping('echo', '1');
    let answer = await this.next(ServiceMessageType.ping);
    while (answer.values[0] !== 'echo') {
      answer = await this.next(ServiceMessageType.ping);
    }
  }

  pauseClient(connectionId: string): void {
    this.control(connectionId, FlowControlConnectionType.client, FlowControlOperation.pause);
  }

  resumeClient(connectionId: string): void {
    this.control(connectionId, FlowControlConnectionType.client, FlowControlOperation.resume);
  }

  control(connectionId: string, connectionType: number, operation: number): void {
    const type = ServiceMessageType.connectionFlowControl;
    this.send({ type, connectionId, connectionType, operation });
  }

  /** Answers the handshake once it has come. */
  async accept(): Promise<this> {
    await this.next(ServiceMessageType.handshakeRequest);
    this.send({ type: ServiceMessageType.handshakeResponse });
    return this;
  }

  /** A client that speaks JSON comes, and shakes hands. */
  open(connectionId: string, more: Partial<OpenConnectionMessage> = {}): void {
    const type = ServiceMessageType.openConnection;
    const common = { claims: [], headers: new Map(), queryString: '', protocol: 'json' };
    this.send({ ...common, ...more, type, connectionId });
    this.data(connectionId, '{"protocol":"json","version":1}\u001e');
  }

  data(connectionId: string, text: string, isPartial = false): void {
    const payload = Buffer.from(text);
    this.send({ type: ServiceMessageType.connectionData, connectionId, payload, isPartial });
  }

  /** Everything that the client was sent so far. */
  textFor(connectionId: string): string {
    return this.all(ServiceMessageType.connectionData)
      .filter((message) => message.connectionId === connectionId)
      .map(({ payload }) => Buffer.from(payload).toString())
      .join('');
  }

  /** Resolves once the client has been sent the text. */
  async heard(connectionId: string, text: string): Promise<void> {
    await this.changes.until(() => this.textFor(connectionId).includes(text) || undefined);
  }

  pauseReading(): void {
    this.#stream.pause();
  }

  resumeReading(): void {
    this.#stream.resume();
  }

  close(status: number): void {
    this.#socket.close(status);
  }

  /** Without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  #receive(data: Uint8Array): void {
    const input = Buffer.concat([this.#rest, data]);
    let offset = 0;
    let count = 0;
    for (;;) {
      const decoded = this.#protocol.decode(input, { offset, maxMessageBytes: undefined });
      if (decoded === undefined) {
        break;
      }
      offset += decoded.consumed;
      if (decoded.message !== undefined) {
        count += 1;
        this.messages.push(decoded.message);
      }
    }
    this.#rest = input.subarray(offset);
    this.frames.push(count);
    this.changes.notify();
  }
}

export class ServicePeer implements AsyncDisposable {
  readonly connections: PeerConnection[] = [];
  /** Of requests that came, those that were refused included. */
  requestCount = 0;
  /** A status in the place of a WebSocket. */
  refusal: number | undefined;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #changes = new Changes();

  private constructor(http: Server) {
    this.#http = http;
    http.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  static async start(): Promise<ServicePeer> {
    const http = createServer();
    const peer = new ServicePeer(http);
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
    return peer;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get connectionString(): string {
    return `Endpoint=http://127.0.0.1;Port=${this.port};AccessKey=${'k'.repeat(44)};Version=1.0;`;
  }

  /** The server connection of this number, from 0, once it is there. */
  connection(index: number): Promise<PeerConnection> {
    return this.#changes.until(() => this.connections[index]);
  }

  /** As `connection`, with the handshake answered. */
  async accepted(index: number): Promise<PeerConnection> {
    const connection = await this.connection(index);
    return connection.accept();
  }

  /** Resolves once so many requests have come. */
  async requested(count: number): Promise<void> {
    await this.#changes.until(() => this.requestCount >= count || undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.connections) {
      connection.cut();
    }
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.requestCount += 1;
    // Whoever is refused may hang up first.
    stream.on('error', () => undefined);
    if (this.refusal === undefined) {
      this.#sockets.handleUpgrade(request, stream, head, (socket) => {
        this.connections.push(new PeerConnection(socket, request));
        this.#changes.notify();
      });
    } else {
      stream.end(`HTTP/1.1 ${this.refusal} Refused\r\nContent-Length: 0\r\n\r\n`);
      this.#changes.notify();
    }
  }
}
