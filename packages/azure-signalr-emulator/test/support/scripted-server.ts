/** An app server that does what a test tells it: the service protocol's codec on a WebSocket, and nothing else. */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  FlowControlConnectionType,
  FlowControlOperation,
  type HandshakeRequestMessage,
  type ServiceMessage,
  ServiceMessageType,
  ServiceProtocol,
} from '@parley/azure-signalr-protocol';
import { WebSocket } from 'ws';
import { Signal } from '../../../signalr-server/test/support/signal.ts';
import { bearerToken } from './emulator-tokens.ts';

export interface ScriptedServerOptions {
  readonly hub?: string;
  readonly serverId?: string;
  readonly terms?: Partial<HandshakeRequestMessage>;
  readonly accessToken?: string;
}

type MessageOf<T extends ServiceMessage['type']> = Extract<ServiceMessage, { readonly type: T }>;

export class ScriptedServer implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly connectionId: string;
  /** Whatever came and no test has taken yet. Signs of life are left out. */
  readonly received: ServiceMessage[] = [];
  readonly #protocol = new ServiceProtocol();
  readonly #signal = new Signal();
  #rest: Uint8Array = new Uint8Array(0);
  #closeCode: number | undefined;
  #signsOfLife = 0;

  private constructor(socket: WebSocket, connectionId: string) {
    this.socket = socket;
    this.connectionId = connectionId;
    socket.on('message', (data: Buffer) => this.#read(data));
    socket.on('close', (code) => {
      this.#closeCode = code;
      this.#signal.raise();
    });
  }

  /** The WebSocket alone: nothing is said. */
  static async open(
    emulatorUrl: string,
    options: ScriptedServerOptions = {},
  ): Promise<ScriptedServer> {
    const { hub = 'chat', serverId = 'server-1' } = options;
    const connectionId = randomUUID();
    const url = `${emulatorUrl.replace('http:', 'ws:')}/server/?hub=${hub}&cid=${connectionId}`;
    const socket = new WebSocket(url, {
      headers: {
        Authorization: `Bearer ${options.accessToken ?? bearerToken('server', hub)}`,
        'X-ASRS-Server-Id': serverId,
        'Asrs-User-Agent': 'Microsoft.Azure.SignalR/1.25.1',
      },
    });
    const server = new ScriptedServer(socket, connectionId);
    await once(socket, 'open');
    return server;
  }

  /** Accepted by the service. */
  static async connect(
    emulatorUrl: string,
    options: ScriptedServerOptions = {},
  ): Promise<ScriptedServer> {
    const server = await ScriptedServer.open(emulatorUrl, options);
    server.send({
      type: ServiceMessageType.handshakeRequest,
      version: 1,
      connectionType: 0,
      migrationLevel: 0,
      ...options.terms,
    });
    const response = await server.next(ServiceMessageType.handshakeResponse);
    if (response.errorMessage !== undefined) {
      throw new Error(response.errorMessage);
    }
    return server;
  }

  send(...messages: readonly ServiceMessage[]): void {
    this.sendBytes(Buffer.concat(messages.map((message) => this.#protocol.encode(message))));
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.send(bytes, { binary: true });
  }

  encode(message: ServiceMessage): Uint8Array {
    return this.#protocol.encode(message);
  }

  /** Takes the first message of the type that has come, or comes. */
  async next<T extends ServiceMessage['type']>(
    type: T,
    matches: (message: MessageOf<T>) => boolean = () => true,
  ): Promise<MessageOf<T>> {
    const find = (): number =>
      this.received.findIndex(
        (message) => message.type === type && matches(message as MessageOf<T>),
      );
    await this.#signal.until(() => find() !== -1 || this.#closeCode !== undefined);
    const [found] = this.received.splice(find(), 1);
    if (found?.type !== type) {
      throw new Error(
        `The connection closed with ${this.#closeCode} before a message of type ${type}.`,
      );
    }
    return found as MessageOf<T>;
  }

  /** A ping that says this. */
  async nextPing(key: string): Promise<readonly string[]> {
    const { values } = await this.next(ServiceMessageType.ping, (ping) => ping.values[0] === key);
    return values;
  }

  /** Takes a client that has come, and answers its handshake. */
  async acceptClient(): Promise<string> {
    const { connectionId } = await this.next(ServiceMessageType.openConnection);
    await this.nextData(connectionId);
    this.sendText(connectionId, '{}\u001e');
    return connectionId;
  }

  /** What a client has sent next, as text. */
  async nextData(connectionId: string): Promise<string> {
    const { payload } = await this.next(
      ServiceMessageType.connectionData,
      (data) => data.connectionId === connectionId,
    );
    return Buffer.from(payload).toString();
  }

  sendText(connectionId: string, text: string): void {
    this.send({
      type: ServiceMessageType.connectionData,
      connectionId,
      payload: Buffer.from(text),
    });
  }

  /** Waits until the service wants the client paused. */
  async nextPause(connectionId: string): Promise<void> {
    await this.#nextFlowControl(connectionId, FlowControlOperation.pause);
  }

  /** Waits until the client goes on here. */
  async nextResume(connectionId: string): Promise<void> {
    await this.#nextFlowControl(connectionId, FlowControlOperation.resume);
  }

  /** Says that nothing more of a client is on its way. */
  sendPauseAck(connectionId: string): void {
    this.send({
      type: ServiceMessageType.connectionFlowControl,
      connectionId,
      connectionType: FlowControlConnectionType.client,
      operation: FlowControlOperation.pauseAck,
    });
  }

  /** Gives a client to another connection of its process, as the service asks. */
  async release(connectionId: string, target: ScriptedServer): Promise<void> {
    await this.nextPause(connectionId);
    this.sendPauseAck(connectionId);
    await target.nextResume(connectionId);
  }

  /** Sends the next echo back. */
  async returnEcho(): Promise<void> {
    this.send({ type: ServiceMessageType.ping, values: await this.nextPing('echo') });
  }

  /** Everything that was sent before has been dealt with. */
  async settle(): Promise<void> {
    this.send({ type: ServiceMessageType.ping, values: ['servers', ''] });
    await this.nextPing('servers');
  }

  /** So many empty pings have come altogether. */
  async signsOfLife(count: number): Promise<void> {
    await this.#signal.until(() => this.#signsOfLife >= count);
  }

  /** The status with which the connection was closed. */
  async closed(): Promise<number> {
    await this.#signal.until(() => this.#closeCode !== undefined);
    return this.#closeCode ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close(1000);
    await this.closed();
  }

  async #nextFlowControl(connectionId: string, operation: number): Promise<void> {
    await this.next(
      ServiceMessageType.connectionFlowControl,
      (control) =>
        control.connectionId === connectionId &&
        control.connectionType === FlowControlConnectionType.client &&
        control.operation === operation,
    );
  }

  #read(data: Buffer): void {
    const bytes = Buffer.concat([this.#rest, data]);
    let offset = 0;
    for (
      let decoded = this.#protocol.decode(bytes, { offset, maxMessageBytes: undefined });
      decoded !== undefined;
      decoded = this.#protocol.decode(bytes, { offset, maxMessageBytes: undefined })
    ) {
      offset += decoded.consumed;
      this.#keep(decoded.message);
    }
    this.#rest = bytes.subarray(offset);
    this.#signal.raise();
  }

  #keep(message: ServiceMessage | undefined): void {
    if (message?.type === ServiceMessageType.ping && message.values.length === 0) {
      this.#signsOfLife += 1;
    } else if (message !== undefined) {
      this.received.push(message);
    }
  }
}
