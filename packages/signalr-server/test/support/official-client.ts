/** The official client, over any transport and protocol. */

import {
  HttpTransportType,
  HubConnectionBuilder,
  JsonHubProtocol,
  LogLevel,
  MessageType,
} from '@microsoft/signalr';
import type {
  HubConnection,
  HubMessage,
  IHttpConnectionOptions,
  IHubProtocol,
  ILogger,
  IStreamResult,
  TransferFormat,
} from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';

export interface Combination {
  readonly name: string;
  readonly transport: HttpTransportType;
  readonly createProtocol: () => IHubProtocol;
}

const JSON_PROTOCOL = (): IHubProtocol => new JsonHubProtocol();
export const MESSAGE_PACK = (): IHubProtocol => new MessagePackHubProtocol();
const { WebSockets, ServerSentEvents, LongPolling } = HttpTransportType;

export const COMBINATIONS: readonly Combination[] = [
  { name: 'WebSockets, JSON', transport: WebSockets, createProtocol: JSON_PROTOCOL },
  { name: 'WebSockets, MessagePack', transport: WebSockets, createProtocol: MESSAGE_PACK },
  { name: 'ServerSentEvents, JSON', transport: ServerSentEvents, createProtocol: JSON_PROTOCOL },
  { name: 'LongPolling, JSON', transport: LongPolling, createProtocol: JSON_PROTOCOL },
  { name: 'LongPolling, MessagePack', transport: LongPolling, createProtocol: MESSAGE_PACK },
];

export class Client implements AsyncDisposable {
  readonly connection: HubConnection;
  readonly heard: string[] = [];
  #onHeard: () => void = () => undefined;

  constructor(connection: HubConnection) {
    this.connection = connection;
    connection.on('heard', (text: string) => {
      this.heard.push(text);
      this.#onHeard();
    });
  }

  invoke(method: string, ...values: unknown[]): Promise<unknown> {
    return this.connection.invoke(method, ...values);
  }

  /** Resolves once the text has been heard. */
  async hears(text: string): Promise<void> {
    while (!this.heard.includes(text)) {
      await new Promise<void>((resolve) => {
        this.#onHeard = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.stop();
  }
}

export function buildConnection(
  url: string,
  { transport, createProtocol }: Combination,
  options: IHttpConnectionOptions = {},
): HubConnectionBuilder {
  return new HubConnectionBuilder()
    .withUrl(url, { ...options, transport })
    .withHubProtocol(createProtocol())
    .configureLogging(LogLevel.None);
}

export async function connect(
  url: string,
  combination: Combination,
  options: IHttpConnectionOptions = {},
): Promise<Client> {
  const client = new Client(buildConnection(url, combination, options).build());
  await client.connection.start();
  return client;
}

export function collect<T>(stream: IStreamResult<T>): Promise<readonly T[]> {
  return new Promise((resolve, reject) => {
    const items: T[] = [];
    stream.subscribe({
      next: (item) => items.push(item),
      error: reject,
      complete: () => {
        resolve(items);
      },
    });
  });
}

/** A protocol that tells when so many pings have come. */
export class PingCountingProtocol implements IHubProtocol {
  readonly #inner: IHubProtocol;
  #count = 0;
  #onPing: () => void = () => undefined;

  constructor(inner: IHubProtocol) {
    this.#inner = inner;
  }

  get name(): string {
    return this.#inner.name;
  }

  get version(): number {
    return this.#inner.version;
  }

  get transferFormat(): TransferFormat {
    return this.#inner.transferFormat;
  }

  parseMessages(input: string | ArrayBuffer, logger: ILogger): HubMessage[] {
    const messages = this.#inner.parseMessages(input, logger);
    this.#count += messages.filter(({ type }) => type === MessageType.Ping).length;
    this.#onPing();
    return messages;
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    return this.#inner.writeMessage(message);
  }

  async pings(count: number): Promise<void> {
    while (this.#count < count) {
      await new Promise<void>((resolve) => {
        this.#onPing = resolve;
      });
    }
  }
}

/** A protocol that calls itself something else in the handshake. */
export class RenamedProtocol implements IHubProtocol {
  readonly name: string;
  readonly #inner: IHubProtocol;

  constructor(name: string, inner: IHubProtocol) {
    this.name = name;
    this.#inner = inner;
  }

  get version(): number {
    return this.#inner.version;
  }

  get transferFormat(): TransferFormat {
    return this.#inner.transferFormat;
  }

  parseMessages(input: string | ArrayBuffer, logger: ILogger): HubMessage[] {
    return this.#inner.parseMessages(input, logger);
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    return this.#inner.writeMessage(message);
  }
}

export function whenClosed({ connection }: Client): Promise<Error | undefined> {
  return new Promise((resolve) => {
    connection.onclose(resolve);
  });
}
