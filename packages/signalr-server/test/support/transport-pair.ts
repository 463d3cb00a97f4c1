/** Both ends of a connection in memory: the server's as the hub layer sees it, and the client's. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { ReconnectHandlers } from '../../src/transports/connections/reconnection.ts';
import { ReceivedRequest } from '../../src/transports/http/connection-request.ts';
import type {
  ConnectedUser,
  TransportConnection,
  TransportName,
} from '../../src/transports/transport-connection.ts';

export interface TransportPairOptions {
  readonly connectionId: string;
  readonly transport?: TransportName;
  readonly userId?: string;
  /** As negotiated. Default: false. */
  readonly canReconnect?: boolean;
}

/** What happened at the server's end, in order. */
export type TransportEvent =
  | { readonly kind: 'format'; readonly format: 'Text' | 'Binary' }
  | { readonly kind: 'sent'; readonly bytes: Uint8Array }
  | { readonly kind: 'paused' | 'resumed' | 'closed' | 'aborted' };

export class TransportPair implements TransportConnection {
  readonly connectionId: string;
  readonly transport: TransportName;
  user: ConnectedUser;
  expiresAt: number | undefined;
  readonly request = new ReceivedRequest(new IncomingMessage(new Socket()));
  readonly events: TransportEvent[] = [];
  /** What the client would be sent last if it were cut off. */
  farewell: Uint8Array = new Uint8Array(0);
  #bufferedBytes = 0;
  #isOver = false;
  #canReconnect: boolean;
  #sockets: ReconnectHandlers | undefined;
  #onBytes: (chunk: Uint8Array) => void = () => undefined;
  #onClosed: (error: Error | undefined) => void = () => undefined;
  #onDrained: () => void = () => undefined;
  #onRefreshed: () => void = () => undefined;
  #onEvent: () => void = () => undefined;

  constructor({
    connectionId,
    transport = 'WebSockets',
    userId,
    canReconnect = false,
  }: TransportPairOptions) {
    this.#canReconnect = canReconnect;
    this.connectionId = connectionId;
    this.transport = transport;
    this.user = { userId, claims: {} };
  }

  get canCarryBinary(): boolean {
    return this.transport !== 'ServerSentEvents';
  }

  useTransferFormat(format: 'Text' | 'Binary'): void {
    this.#record({ kind: 'format', format });
  }

  send(bytes: Uint8Array): void {
    if (!this.#isOver) {
      this.#record({ kind: 'sent', bytes });
    }
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** Set by a test to make the client look slow, or quick again. */
  set bufferedBytes(count: number) {
    const isDrained = count < this.#bufferedBytes;
    this.#bufferedBytes = count;
    if (isDrained) {
      this.#onDrained();
    }
  }

  onAuthenticationRefreshed(handler: () => void): void {
    this.#onRefreshed = handler;
  }

  /** The client shows a newer token. */
  refresh(user: ConnectedUser, expiresAt?: number): void {
    this.user = user;
    this.expiresAt = expiresAt;
    this.#onRefreshed();
  }

  lagsBehind(bytes: number): boolean {
    return this.#bufferedBytes > bytes;
  }

  useFarewell(bytes: Uint8Array): void {
    this.farewell = bytes;
  }

  onDrained(handler: () => void): void {
    this.#onDrained = handler;
  }

  onBytes(handler: (chunk: Uint8Array) => void): void {
    this.#onBytes = handler;
  }

  onClosed(handler: (error: Error | undefined) => void): void {
    this.#onClosed = handler;
  }

  pause(): void {
    this.#record({ kind: 'paused' });
  }

  resume(): void {
    this.#record({ kind: 'resumed' });
  }

  get canReconnect(): boolean {
    return this.#canReconnect;
  }

  onReconnected(handlers: ReconnectHandlers): void {
    this.#sockets = handlers;
  }

  disableReconnect(): void {
    this.#canReconnect = false;
  }

  /** The socket breaks; the client may come back. */
  interrupt(): void {
    this.#sockets?.onInterrupted();
  }

  /** The client comes back, and reads nothing of what was sent before. */
  replace(): void {
    this.events.length = 0;
    this.#sockets?.onReconnected();
  }

  close(): void {
    this.#end({ kind: 'closed' }, undefined);
  }

  abort(error?: Error): void {
    this.#end({ kind: 'aborted' }, error);
  }

  /** The client sends. */
  deliver(chunk: Uint8Array | string): void {
    this.#onBytes(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  }

  /** The client goes away. */
  disconnect(error?: Error): void {
    this.#end({ kind: 'closed' }, error);
  }

  /** All that the server has sent, as text. */
  get sentText(): string {
    const sent = this.events.flatMap((event) => (event.kind === 'sent' ? [event.bytes] : []));
    return Buffer.concat(sent).toString();
  }

  /** Resolves once the server's end has seen what is asked for. */
  async until(isReached: (pair: TransportPair) => boolean): Promise<void> {
    while (!isReached(this)) {
      await new Promise<void>((resolve) => {
        this.#onEvent = resolve;
      });
    }
  }

  #record(event: TransportEvent): void {
    this.events.push(event);
    this.#onEvent();
  }

  #end(event: TransportEvent, error: Error | undefined): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#record(event);
      // Later in the turn, as the real one.
      queueMicrotask(() => this.#onClosed(error));
    }
  }
}
