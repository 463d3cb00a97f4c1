/** An emulator, and whoever plays with it: servers and clients that do what a test says. */

import { Buffer } from 'node:buffer';
import type { PayloadMap } from '@parley/azure-signalr-protocol';
import type { RawClient } from '../../../signalr-server/test/support/raw-client.ts';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { type EmulatorSettings, type RunningEmulator, startEmulator } from '../../src/index.ts';
import { openClient, type ScriptedClientOptions } from './scripted-client.ts';
import { ScriptedServer, type ScriptedServerOptions } from './scripted-server.ts';

export const JSON_HANDSHAKE = '{"protocol":"json","version":1}\u001e';
export const MESSAGE_PACK_HANDSHAKE = '{"protocol":"messagepack","version":1}\u001e';

/** A client whose handshake was answered. */
export interface StagedClient {
  readonly id: string;
  readonly client: RawClient;
}

export class ServiceStage implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();
  readonly emulator: RunningEmulator;
  readonly #clients: RawClient[] = [];
  readonly #servers: ScriptedServer[] = [];

  private constructor(
    emulator: RunningEmulator,
    { clock, logger }: { readonly clock: ManualClock; readonly logger: RecordingLogger },
  ) {
    this.emulator = emulator;
    this.clock = clock;
    this.logger = logger;
  }

  static async open(settings: EmulatorSettings = {}): Promise<ServiceStage> {
    const clock = new ManualClock();
    const logger = new RecordingLogger();
    const emulator = await startEmulator({ port: 0, clock, logger, ...settings });
    return new ServiceStage(emulator, { clock, logger });
  }

  async server(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = await ScriptedServer.connect(this.emulator.url, options);
    this.#servers.push(server);
    return server;
  }

  /** The WebSocket alone. */
  async connect(options: ScriptedClientOptions = {}): Promise<RawClient> {
    const client = await openClient(this.emulator.url, options);
    client.received.length = 0;
    this.#clients.push(client);
    return client;
  }

  /** Its handshake was answered by this server, to which it must be given. */
  async client(
    server: ScriptedServer,
    options: ScriptedClientOptions & { readonly handshake?: string } = {},
  ): Promise<StagedClient> {
    const client = await this.connect(options);
    client.send(options.handshake ?? JSON_HANDSHAKE);
    const id = await server.acceptClient();
    await client.receivedText('{}\u001e');
    client.received.length = 0;
    return { id, client };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) {
      client.socket.terminate();
    }
    for (const server of this.#servers) {
      server.socket.terminate();
    }
    const closed = this.emulator.close();
    // Nobody polls any more: such connections end when their time is over.
    this.clock.advance(60_000);
    await closed;
  }
}

/** One record of JSON. */
export function record(value: object): string {
  return `${JSON.stringify(value)}\u001e`;
}

/** A hub message of JSON alone. */
export function jsonPayload(text: string): PayloadMap {
  return new Map([['json', Buffer.from(record({ type: 1, target: 'heard', arguments: [text] }))]]);
}

/** As `jsonPayload` reaches a client. */
export function heard(text: string): string {
  return record({ type: 1, target: 'heard', arguments: [text] });
}

/** What a client of JSON has got, message by message: one frame may hold several. */
export function messagesOf({ received }: RawClient): readonly string[] {
  const records = received.join('').split('\u001e');
  return records.filter((text) => text !== '').map((text) => `${text}\u001e`);
}
