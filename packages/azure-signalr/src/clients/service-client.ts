/**
 * One client of the service as the hub sees it: a connection of bytes, over a server connection that it shares.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-75 to AZ-89.
 */

import { DataMessageType, ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { CloseConnectionMessage, ConnectionDataMessage } from '@parley/azure-signalr-protocol';
import { TransportError } from '@parley/signalr-server';
import type {
  Clock,
  ConnectedUser,
  ConnectionRequest,
  Timer,
  Traffic,
  TransportConnection,
} from '@parley/signalr-server';
import { expiresAtOf, userOf } from '../endpoints/user-claims.ts';
import { AzureSignalRError } from '../errors.ts';
import type { CarriedClient, OpenedClient } from '../links/carried-client.ts';
import type { ClientLine } from '../links/client-line.ts';
import { ClientInput } from './client-input.ts';
import { ClientRequest } from './client-request.ts';
import { dataMessageTypeOf } from './data-message-type.ts';
import type { TransferFormat } from './data-message-type.ts';

/** For what a client has sent before it went. */
const DRAIN_TIMEOUT_MS = 5_000;

/** The same for all clients of a hub. */
export interface ServiceClientSettings {
  readonly clock: Clock;
  readonly traffic: Traffic;
  /** What may wait for one client. */
  readonly maxBufferedBytes: number;
  /** What may wait of one client. */
  readonly maxHeldBytes: number;
  /** A client that sends more than its hub reads is told so. */
  readonly encodeClose: (error: string, format: TransferFormat) => Uint8Array | undefined;
  readonly accept: (connection: TransportConnection) => void;
  /** Called once, when nothing is heard or sent any more. */
  readonly onEnded: (client: ServiceClient) => void;
}

/** `ended`: the client has gone, what it sent before is still to be read. */
type State = 'open' | 'ended' | 'closed';

export class ServiceClient implements TransportConnection, CarriedClient {
  readonly connectionId: string;
  readonly instanceId: string;
  readonly transport = 'WebSockets';
  readonly canCarryBinary = true;
  /** That a client may come back with another socket is the service's own business. */
  readonly canReconnect = false;
  readonly user: ConnectedUser;
  readonly expiresAt: number | undefined;
  readonly request: ConnectionRequest;
  readonly #settings: ServiceClientSettings;
  readonly #line: ClientLine;
  readonly #input: ClientInput;
  #state: State = 'open';
  #format: TransferFormat | undefined;
  #farewell: Uint8Array | undefined;
  /** The handshake's answer, which a client of another server has had from there. */
  #isAnswerDue = true;
  readonly #isMigrated: boolean;
  #drainTimer: Timer | undefined;
  #closedHandler: ((error: Error | undefined) => void) | undefined;

  constructor({ message, line }: OpenedClient, settings: ServiceClientSettings) {
    const { connectionId, claims, headers } = message;
    this.connectionId = connectionId;
    this.instanceId = headers.get('asrs-instance-id')?.[0] ?? '';
    this.user = userOf(claims);
    this.expiresAt = expiresAtOf(claims);
    this.request = new ClientRequest(message);
    this.#isMigrated = headers.has('asrs-migrate-from');
    this.#settings = settings;
    this.#line = line;
    this.#input = new ClientInput(settings.maxHeldBytes);
  }

  start(): void {
    this.#settings.accept(this);
  }

  get bufferedBytes(): number {
    return this.#line.bufferedBytes;
  }

  /** What one record adds is not counted, so a single large one always passes. */
  lagsBehind(bytes: number): boolean {
    if (this.bufferedBytes > bytes) {
      // A burst within one turn says nothing: first see what the system takes.
      this.#line.flush();
    }
    return this.bufferedBytes > bytes;
  }

  useTransferFormat(format: TransferFormat): void {
    this.#format = format;
  }

  useFarewell(bytes: Uint8Array): void {
    this.#farewell = bytes;
  }

  send(bytes: Uint8Array): void {
    if (this.#state !== 'open') {
      return;
    }
    const isAnswer = this.#isAnswerDue;
    this.#isAnswerDue = false;
    if (isAnswer && this.#isMigrated) {
      return;
    }
    if (this.lagsBehind(this.#settings.maxBufferedBytes)) {
      this.#endSlow();
      return;
    }
    this.#write(bytes, isAnswer);
  }

  onDrained(handler: () => void): void {
    this.#line.onTaken(handler);
  }

  /** Called by the server connection, as are the three below. */
  receive({ payload, isPartial = false }: ConnectionDataMessage): void {
    if (this.#state !== 'open') {
      return;
    }
    this.#settings.traffic.bytesReceived += payload.length;
    if (!this.#input.receive(payload, isPartial)) {
      this.#endFlooding();
    }
  }

  resumed(): void {
    this.#input.dropParts();
  }

  /** Of a client that goes on at another server nothing more is sent. What came before is still read, for a while. */
  closed({ errorMessage }: CloseConnectionMessage): void {
    if (this.#state !== 'open') {
      return;
    }
    if (errorMessage !== undefined && errorMessage !== '') {
      this.#finish(new TransportError('connection-lost', { cause: new Error(errorMessage) }));
    } else if (this.#input.isEmpty) {
      this.#finish(undefined);
    } else {
      this.#state = 'ended';
      this.#drainTimer = this.#settings.clock.startTimer(DRAIN_TIMEOUT_MS, () =>
        this.#finish(undefined),
      );
      this.#input.onDrained(() => this.#finish(undefined));
    }
  }

  lost(error: Error): void {
    this.#finish(new TransportError('connection-lost', { cause: error }));
  }

  onBytes(handler: (chunk: Uint8Array) => void): void {
    this.#input.setHandler(handler);
  }

  pause(): void {
    this.#input.pause();
  }

  resume(): void {
    this.#input.resume();
  }

  onClosed(handler: (error: Error | undefined) => void): void {
    this.#closedHandler = handler;
  }

  /** The service gives clients no way to show a newer token. */
  onAuthenticationRefreshed(): void {}

  onReconnected(): void {}

  disableReconnect(): void {}

  close(): void {
    this.#leave(undefined, undefined);
  }

  abort(error?: Error): void {
    // Others' errors may say what a client is not to read.
    const text = error instanceof TransportError ? error.message : undefined;
    this.#leave(text, error);
  }

  #write(payload: Uint8Array, isAnswer: boolean): void {
    const { connectionId } = this;
    const dataMessageType = isAnswer
      ? DataMessageType.handshake
      : dataMessageTypeOf(payload, this.#format ?? 'Text');
    try {
      const type = ServiceMessageType.connectionData;
      this.#line.send({ type, connectionId, payload, dataMessageType });
    } catch (error) {
      this.#failSending(error);
      return;
    }
    this.#settings.traffic.messagesSent += 1;
    this.#settings.traffic.bytesSent += payload.length;
  }

  /** A connection that has ended says so itself; to a service that takes nothing nothing can be said. */
  #failSending(error: unknown): void {
    if (!(error instanceof AzureSignalRError)) {
      throw error;
    }
    if (error.code === 'service-overloaded') {
      this.#endSlow();
    }
  }

  #endSlow(): void {
    const error = new TransportError('slow-consumer');
    this.#sendClose(this.#farewell);
    this.#leave(error.message, error);
  }

  #endFlooding(): void {
    const text = 'The client sends more than its hub reads.';
    const { encodeClose } = this.#settings;
    this.#sendClose(this.#format && encodeClose(text, this.#format));
    this.#leave(text, new AzureSignalRError('client-too-fast', text));
  }

  #sendClose(payload: Uint8Array | undefined): void {
    if (payload !== undefined) {
      const type = ServiceMessageType.connectionData;
      const dataMessageType = DataMessageType.close;
      this.#tell({ type, connectionId: this.connectionId, payload, dataMessageType });
    }
  }

  #leave(errorMessage: string | undefined, error: Error | undefined): void {
    if (this.#state === 'open') {
      this.#tell({
        type: ServiceMessageType.closeConnection,
        connectionId: this.connectionId,
        ...(errorMessage === undefined ? undefined : { errorMessage }),
      });
    }
    this.#finish(error);
  }

  /** Whoever cannot be told has been told by the end of the connection. */
  #tell(message: ConnectionDataMessage | CloseConnectionMessage): void {
    try {
      this.#line.send(message);
    } catch (error) {
      if (!(error instanceof AzureSignalRError)) {
        throw error;
      }
    }
  }

  #finish(error: Error | undefined): void {
    if (this.#state === 'closed') {
      return;
    }
    this.#state = 'closed';
    this.#drainTimer?.cancel();
    this.#input.clear();
    this.#line.end();
    this.#settings.onEnded(this);
    // Later in the turn: the application may be in the middle of a loop over its connections.
    queueMicrotask(() => this.#closedHandler?.(error));
  }
}
