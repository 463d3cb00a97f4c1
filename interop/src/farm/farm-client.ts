/** Microsoft's JavaScript client of one server of the farm, and everything it receives. */

import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubConnection } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import type { ProtocolName } from '../dotnet-client.ts';

const PATIENCE_MS = 10_000;

export interface FarmClientOptions {
  /** For the sentences that failures are told in. */
  readonly name: string;
  readonly url: string;
  readonly protocol: ProtocolName;
  readonly user: string;
}

export class FarmClient {
  readonly name: string;
  readonly user: string;
  readonly connection: HubConnection;
  readonly #inbox: string[] = [];
  #wake: () => void = () => undefined;

  private constructor(connection: HubConnection, { name, user }: FarmClientOptions) {
    this.name = name;
    this.user = user;
    this.connection = connection;
    connection.on('message', (text: string) => {
      this.#inbox.push(text);
      this.#wake();
    });
    connection.on('answer', (question: string) => `${question} ${name}`);
  }

  static async connect(options: FarmClientOptions): Promise<FarmClient> {
    const builder = new HubConnectionBuilder()
      .withUrl(`${options.url}hub`, {
        transport: HttpTransportType.WebSockets,
        accessTokenFactory: () => `${options.user}-token`,
      })
      .configureLogging(LogLevel.None);
    if (options.protocol === 'messagepack') {
      builder.withHubProtocol(new MessagePackHubProtocol());
    }
    const client = new FarmClient(builder.build(), options);
    await client.connection.start();
    // The handshake is answered before other servers know the connection; its first answer comes after.
    await client.connection.invoke('ConnectionId');
    return client;
  }

  get id(): string {
    return this.connection.connectionId ?? '';
  }

  /** @throws when another message comes first, or none for long. */
  async expect(text: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.#inbox.length === 0 && Date.now() < deadline) {
      await this.#changed(deadline - Date.now());
    }
    const received = this.#inbox.shift();
    if (received !== text) {
      throw new Error(`${this.name} was to receive "${text}" and got "${received}"`);
    }
  }

  /** What has come and was not expected. */
  get rest(): readonly string[] {
    return this.#inbox;
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
