/** Takes the handshake and the messages off a connection's bytes, for as long as its state lets it. */

import type { HubMessage, HubProtocol, StatefulExchange } from '@parley/signalr-protocol';
import { asError } from '../errors.ts';
import type { ConnectionInput } from './connection-state.ts';
import type { MessageReader } from './message-reader.ts';

/** Whose bytes they are. */
export interface ReadConnection {
  /** Changes with what is taken, so it is asked before each message. */
  readonly expects: 'handshake' | 'messages' | 'nothing';
  /** Chosen by the handshake. */
  readonly protocol: HubProtocol;
  readonly exchange: StatefulExchange | undefined;
  /** False while the request is not complete. */
  readHandshake(messages: MessageReader): boolean;
  countMessage(message: HubMessage): void;
  apply(input: ConnectionInput): void;
}

export class ConnectionReader {
  readonly #connection: ReadConnection;
  readonly #messages: MessageReader;
  #isReading = false;
  #end: { readonly error: Error | undefined } | undefined;

  constructor(connection: ReadConnection, messages: MessageReader) {
    this.#connection = connection;
    this.#messages = messages;
  }

  /** No more bytes come; what came before may have yet to be read. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  receive(chunk: Uint8Array): void {
    this.#messages.append(chunk);
    this.read();
  }

  /** What is left is not read. */
  discard(): void {
    this.#messages.discard();
  }

  /** To be called once. The connection hears of the end behind everything that came before. */
  end(error: Error | undefined): void {
    this.#end = { error };
  }

  /** Takes messages for as long as there are some and none asks the next to wait. */
  read(): void {
    if (this.#isReading) {
      return;
    }
    this.#isReading = true;
    try {
      while (this.#readOne()) {
        // Each turn takes one message.
      }
    } finally {
      this.#isReading = false;
    }

    if (this.#isTaking && this.#end !== undefined) {
      this.#connection.apply({
        kind: 'input-ended',
        error: this.#end.error ?? this.#messages.endError,
      });
    }
    if (!this.#isTaking) {
      this.#readAhead();
    }
    this.#messages.regulate(this.#isTaking);
  }

  get #isTaking(): boolean {
    return this.#connection.expects !== 'nothing';
  }

  #readOne(): boolean {
    switch (this.#connection.expects) {
      case 'handshake':
        return this.#connection.readHandshake(this.#messages);
      case 'messages':
        return this.#readMessage();
      case 'nothing':
        return false;
    }
  }

  #readMessage(): boolean {
    const { protocol, exchange } = this.#connection;
    let message: HubMessage | undefined;
    let isNew = true;
    try {
      message = this.#messages.readMessage(protocol);
      if (message !== undefined && exchange !== undefined) {
        isNew = exchange.receive(message);
      }
    } catch (error) {
      this.#connection.apply({ kind: 'input-broken', error: asError(error) });
      return false;
    }
    if (message !== undefined && isNew) {
      this.#connection.countMessage(message);
      this.#connection.apply({ kind: 'message-received', message });
    }
    return message !== undefined;
  }

  #readAhead(): void {
    const { exchange } = this.#connection;
    if (exchange !== undefined) {
      const { protocol } = this.#connection;
      exchange.readAhead(() => this.#messages.peekMessage(protocol));
    }
  }
}
