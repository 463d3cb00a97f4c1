/**
 * The connection that is handed up: order, bounds and one end, the same over every carrier.
 *
 * Rules: docs/spec/signalr-transports.md, ST-70 to ST-82 and ST-90.
 */

import type { Admission } from '../access/admission.ts';
import { AbsentCarrier } from '../carriers/absent-carrier.ts';
import type { Carrier, CarrierSink } from '../carriers/carrier.ts';
import type { RecordList } from '../carriers/record-list.ts';
import { RecordQueue } from '../carriers/record-queue.ts';
import type { TransferFormat } from '../carriers/web-socket-frame.ts';
import type { Clock, Timer } from '../clock.ts';
import type { ConnectionRequest } from '../http/connection-request.ts';
import type { Traffic } from '../traffic.ts';
import type { ConnectedUser, TransportConnection, TransportName } from '../transport-connection.ts';
import { TransportError } from '../transport-error.ts';
import { InputGate } from './input-gate.ts';
import type { Reconnection, ReconnectHandlers } from './reconnection.ts';
import type { TurnFlusher } from './turn-flusher.ts';

/** The same object for all connections of an endpoint. */
export interface ByteConnectionSettings {
  readonly clock: Clock;
  readonly flusher: TurnFlusher;
  readonly traffic: Traffic;
  /** Where the records of all connections begin, so that they can be shared. */
  readonly noRecords: RecordList;
  readonly maxBufferedBytes: number;
  /** How long the application may take over the rest of the input after the client has gone. */
  readonly closeTimeoutMs: number;
}

/** What belongs to one connection alone. */
export interface ByteConnectionOptions {
  readonly connectionId: string;
  readonly admission: Admission;
  readonly request: ConnectionRequest;
  readonly carrier: Carrier;
  readonly settings: ByteConnectionSettings;
  /** Present where the client has agreed with us that it may come back with another socket. */
  readonly reconnection?: Reconnection | undefined;
  /** Called once, when no request can find the connection any more; the application hears of it afterwards. */
  readonly onUnreachable: () => void;
}

/**
 * `open`: both directions. `closing`: the application has closed, the queue is on its way. `ended`: the client has
 * gone, input that came before is still to be read. `closed`: over.
 */
type State = 'open' | 'closing' | 'ended' | 'closed';

/** What the carrier reports, it reports to the connection itself: an object between them would be one for each. */
export class ByteConnection implements TransportConnection, CarrierSink {
  readonly connectionId: string;
  readonly request: ConnectionRequest;
  readonly #settings: ByteConnectionSettings;
  readonly #onUnreachable: () => void;
  #carrier: Carrier;
  readonly #queue: RecordQueue;
  readonly #input: InputGate;
  #reconnection: Reconnection | undefined;
  #admission: Admission;
  #state: State = 'open';
  #isStarted = false;
  #isFlushScheduled = false;
  /** What may wait in the queue before the carrier is asked again how much waits in it. */
  #roomBytes: number;
  /** Set where the client is cut off rather than closed. */
  #endError: TransportError | undefined;
  #farewell: Uint8Array | undefined;
  #drainTimer: Timer | undefined;
  #drainedHandler: (() => void) | undefined;
  #refreshedHandler: (() => void) | undefined;
  #closedHandler: ((error: Error | undefined) => void) | undefined;

  constructor(options: ByteConnectionOptions) {
    this.connectionId = options.connectionId;
    this.request = options.request;
    this.#settings = options.settings;
    this.#queue = new RecordQueue(options.settings.noRecords);
    this.#onUnreachable = options.onUnreachable;
    this.#carrier = options.carrier;
    this.#reconnection = options.reconnection;
    this.#admission = options.admission;
    this.#input = new InputGate(options.carrier);
    this.#roomBytes = options.settings.maxBufferedBytes;
  }

  get transport(): TransportName {
    return this.#carrier.transport;
  }

  get canCarryBinary(): boolean {
    return this.#carrier.canCarryBinary;
  }

  get user(): ConnectedUser {
    return this.#admission.user;
  }

  get expiresAt(): number | undefined {
    return this.#admission.expiresAt;
  }

  get bufferedBytes(): number {
    return this.#queue.bytes + this.#carrier.bufferedBytes;
  }

  get canReconnect(): boolean {
    return this.#state === 'open' && this.#reconnection !== undefined;
  }

  /** Another socket may take the place of the one there is, or was. */
  get canReplaceCarrier(): boolean {
    return this.#state === 'open' && this.#reconnection?.handlers !== undefined;
  }

  /** Bytes flow from here on. The application has set its handlers, and may even have closed already. */
  start(): void {
    if (this.#state === 'closed') {
      return;
    }
    this.#isStarted = true;
    this.#carrier.open(this);
    if (this.#state === 'closing') {
      this.#scheduleFlush();
    }
  }

  /** A later request of the same user may carry newer claims; one that was on its way for long, older ones. */
  renewAdmission(admission: Admission): void {
    if (expiryOf(admission) >= expiryOf(this.#admission)) {
      this.#admission = admission;
    }
  }

  /** The client has asked for nothing else, so the application hears of it. */
  refreshAdmission(admission: Admission): void {
    this.#admission = admission;
    this.#refreshedHandler?.();
  }

  onAuthenticationRefreshed(handler: () => void): void {
    this.#refreshedHandler = handler;
  }

  onReconnected(handlers: ReconnectHandlers): void {
    if (this.#reconnection !== undefined) {
      this.#reconnection.handlers = handlers;
    }
  }

  disableReconnect(): void {
    this.#reconnection = undefined;
    if (this.#carrier instanceof AbsentCarrier) {
      this.abort();
    }
  }

  /** Goes on with another socket. To be called only where `canReplaceCarrier`. */
  replaceCarrier(carrier: Carrier): void {
    const { format, handlers } = this.#reconnection ?? {};
    this.#carrier.abort();
    this.#useCarrier(carrier);
    this.#input.useSource(carrier);
    if (format !== undefined) {
      carrier.useTransferFormat(format);
    }
    handlers?.onReconnected();
  }

  useTransferFormat(format: TransferFormat): void {
    // What is queued was sent before.
    this.#write();
    if (this.#reconnection !== undefined) {
      this.#reconnection.format = format;
    }
    this.#carrier.useTransferFormat(format);
  }

  send(bytes: Uint8Array): void {
    if (this.#state !== 'open') {
      return;
    }
    if (this.#queue.bytes > this.#roomBytes && this.lagsBehind(this.#settings.maxBufferedBytes)) {
      this.#endSlow();
      return;
    }
    this.#queue.push(bytes);
    this.#scheduleFlush();
  }

  /** What one record adds is not counted, so a single large one always passes. */
  lagsBehind(bytes: number): boolean {
    if (this.bufferedBytes > bytes) {
      // A burst within one turn says nothing about the reader: first see what the system takes.
      this.#write();
    }
    this.#measureRoom();
    return this.bufferedBytes > bytes;
  }

  useFarewell(bytes: Uint8Array): void {
    this.#farewell = bytes;
  }

  /** Called by the carrier, as are the three below. */
  received(chunk: Uint8Array): void {
    if (this.#state === 'open') {
      this.#settings.traffic.bytesReceived += chunk.length;
      this.#input.receive(chunk);
    }
  }

  writable(): void {
    this.#write();
  }

  drained(): void {
    this.#drainedHandler?.();
  }

  /**
   * Nothing comes any more. What the client sent before is still read, for a while, unless something broke. After the
   * application's own close nothing counts as broken.
   */
  ended(error: Error | undefined): void {
    if (this.canReplaceCarrier && isLost(error)) {
      this.#awaitCarrier(error);
      return;
    }
    if (this.#state !== 'open' || error !== undefined || this.#input.isEmpty) {
      this.#finish(this.#state === 'closing' ? this.#endError : error);
      return;
    }
    this.#state = 'ended';
    this.#onUnreachable();
    const { clock, closeTimeoutMs } = this.#settings;
    this.#drainTimer = clock.startTimer(closeTimeoutMs, () => this.#finish(undefined));
    this.#input.onDrained(() => this.#finish(undefined));
  }

  /** Called by the flusher at the end of the turn. */
  flush(): void {
    this.#isFlushScheduled = false;
    this.#write();
    if (this.#isStarted && this.#state === 'closing') {
      this.#carrier.close();
    }
  }

  onDrained(handler: () => void): void {
    this.#drainedHandler = handler;
  }

  onBytes(handler: (chunk: Uint8Array) => void): void {
    this.#input.setHandler(handler);
  }

  onClosed(handler: (error: Error | undefined) => void): void {
    this.#closedHandler = handler;
  }

  pause(): void {
    this.#input.pause();
  }

  resume(): void {
    this.#input.resume();
  }

  close(): void {
    if (this.#state === 'ended') {
      this.#finish(undefined);
    } else if (this.#state === 'open') {
      this.#state = 'closing';
      this.#input.clear();
      this.#scheduleFlush();
    }
  }

  abort(error?: Error): void {
    if (this.#state !== 'closed') {
      this.#carrier.abort();
      this.#finish(error ?? this.#endError);
    }
  }

  #scheduleFlush(): void {
    if (!this.#isFlushScheduled) {
      this.#isFlushScheduled = true;
      this.#settings.flusher.schedule(this);
    }
  }

  #write(): void {
    const canWrite = this.#isStarted && (this.#state === 'open' || this.#state === 'closing');
    if (canWrite && !this.#queue.isEmpty) {
      const { bytes, count } = this.#queue;
      this.#carrier.write(this.#queue);
      this.#measureRoom();
      const { traffic } = this.#settings;
      traffic.messagesSent += count - this.#queue.count;
      traffic.bytesSent += bytes - this.#queue.bytes;
    }
  }

  #measureRoom(): void {
    this.#roomBytes = this.#settings.maxBufferedBytes - this.#carrier.bufferedBytes;
  }

  /** What is queued here is forgotten; the carrier goes on with what it has for the time of a graceful end. */
  #endSlow(): void {
    this.#queue.takeAll();
    this.#endError = new TransportError('slow-consumer');
    this.#state = 'closing';
    this.#input.clear();
    if (this.#farewell !== undefined) {
      this.#queue.push(this.#farewell);
    }
    this.#scheduleFlush();
  }

  /** What the old socket brought is still read meanwhile; what was to be sent is sent again by the layer above. */
  #awaitCarrier(error: Error): void {
    const { windowMs = 0, handlers } = this.#reconnection ?? {};
    this.#useCarrier(
      new AbsentCarrier({
        clock: this.#settings.clock,
        windowMs,
        onElapsed: () => this.#finish(error),
      }),
    );
    handlers?.onInterrupted();
  }

  #useCarrier(carrier: Carrier): void {
    this.#queue.takeAll();
    this.#carrier = carrier;
    carrier.open(this);
  }

  #finish(error: Error | undefined): void {
    if (this.#state === 'closed') {
      return;
    }
    if (this.#state !== 'ended') {
      this.#onUnreachable();
    }
    this.#state = 'closed';
    this.#drainTimer?.cancel();
    this.#input.clear();
    this.#queue.takeAll();
    // Later in the turn: the application may be in the middle of a loop over its connections.
    queueMicrotask(() => this.#closedHandler?.(error));
  }
}

function expiryOf({ expiresAt }: Admission): number {
  return expiresAt ?? Number.POSITIVE_INFINITY;
}

function isLost(error: Error | undefined): error is TransportError {
  return error instanceof TransportError && error.code === 'connection-lost';
}
