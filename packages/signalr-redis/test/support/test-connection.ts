/** A connection that notes what it is sent. */

import { JsonHubProtocol, MessageType, MissingEncodingError } from '@parley/signalr-protocol';
import type { HubProtocol, InvocationMessage, SerializedMessage } from '@parley/signalr-protocol';
import type { DisconnectNotice, RoutedConnection } from '@parley/signalr-server';
import { Signal } from './signal.ts';

export interface TestConnectionOptions {
  readonly userId?: string;
  readonly protocol?: HubProtocol;
}

export class TestConnection implements RoutedConnection {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly protocol: HubProtocol;
  /** In order. */
  readonly messages: InvocationMessage[] = [];
  readonly notices: DisconnectNotice[] = [];
  readonly #aborted = new AbortController();
  readonly #signal = new Signal();

  constructor(
    connectionId: string,
    { userId, protocol = new JsonHubProtocol() }: TestConnectionOptions = {},
  ) {
    this.connectionId = connectionId;
    this.userId = userId;
    this.protocol = protocol;
  }

  /** Targets, in order. */
  get heard(): readonly string[] {
    return this.messages.map(({ target }) => target);
  }

  get aborted(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Ends for a message that nobody encoded for it, as a hub's connection does. */
  deliver(message: SerializedMessage): void {
    try {
      message.bytesFor(this.protocol);
    } catch (error) {
      if (!(error instanceof MissingEncodingError)) {
        throw error;
      }
      this.disconnect({ reason: error.message });
      return;
    }
    const decoded = message.messageFor(this.protocol);
    if (decoded.type === MessageType.invocation) {
      this.messages.push(decoded);
    }
    this.#signal.raise();
  }

  /** The client is gone; the router has yet to be told. */
  end(): void {
    this.#aborted.abort();
  }

  disconnect(notice: DisconnectNotice): void {
    this.notices.push(notice);
    this.#signal.raise();
  }

  /** The first message of that name, once it has come. */
  async hears(target: string): Promise<InvocationMessage> {
    await this.#signal.until(() => this.heard.includes(target));
    return this.messages.find((message) => message.target === target) as InvocationMessage;
  }

  async hearsMany(count: number): Promise<void> {
    await this.#signal.until(() => this.messages.length >= count);
  }

  async isDisconnected(): Promise<DisconnectNotice> {
    await this.#signal.until(() => this.notices.length > 0);
    return this.notices[0] as DisconnectNotice;
  }
}
