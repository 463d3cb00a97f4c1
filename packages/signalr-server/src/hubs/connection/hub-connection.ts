/**
 * One client of a hub: performs what `step` decides, and is what a router delivers to.
 *
 * What comes is read by `ConnectionReader`, what goes is written by `ConnectionWriter`, what the client asks for is
 * done by `Dispatcher`.
 */

import { MissingEncodingError } from '@parley/signalr-protocol';
import type {
  HubContract,
  HubMessage,
  HubProtocol,
  SerializedMessage,
  StatefulExchange,
} from '@parley/signalr-protocol';
import type { TransportConnection, TransportName } from '../../transports/transport-connection.ts';
import { createHubCall, refuseInvoke } from '../calls/create-hub-call.ts';
import type { HubCallOptions } from '../calls/create-hub-call.ts';
import { Dispatcher } from '../calls/dispatcher.ts';
import { LazyAbort } from '../calls/lazy-abort.ts';
import type { DisconnectNotice, HubCall, HubConnectionContext } from '../definition/hub.ts';
import { countEnd, countMessage } from '../hub-metrics.ts';
import type { RoutedConnection } from '../routing/router.ts';
import { closeNotice } from './close-notice.ts';
import { createCoalescer } from './coalescer.ts';
import type { Coalescer } from './coalescer.ts';
import { ConnectionContext } from './connection-context.ts';
import {
  hasExpired,
  notifyHub,
  runConnected,
  runDisconnected,
  runRelease,
} from './connection-hooks.ts';
import type { NoticedEvent } from './connection-hooks.ts';
import type { ConnectionEffect, ConnectionInput, ConnectionState } from './connection-state.ts';
import { ConnectionReader } from './connection-reader.ts';
import type { ReadConnection } from './connection-reader.ts';
import { ConnectionWriter } from './connection-writer.ts';
import { readHandshake } from './handshake.ts';
import type { AcceptedHandshake } from './handshake.ts';
import type { ConnectionSetup } from './hub-setup.ts';
import { MessageReader } from './message-reader.ts';
import { initialState, step } from './step.ts';

type SendClose = Extract<ConnectionEffect, { kind: 'send-close' }>;

export interface HubConnectionOptions {
  readonly transport: TransportConnection;
  readonly setup: ConnectionSetup;
  /** The hub has let go of it and its transport is closed. */
  readonly onFinished: (connection: HubConnection) => void;
}

export class HubConnection implements RoutedConnection, ReadConnection {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly #transport: TransportConnection;
  readonly #setup: ConnectionSetup;
  readonly #onFinished: (connection: HubConnection) => void;
  readonly #reader: ConnectionReader;
  readonly #writer: ConnectionWriter;
  readonly #context: HubConnectionContext;
  /** Made by the first call of the client. */
  #dispatcher: Dispatcher | undefined;
  /** For a hub that has something to coalesce. */
  readonly #coalescer: Coalescer | undefined;
  readonly #aborted = new LazyAbort();
  #state: ConnectionState;
  #isReleased = false;

  constructor({ transport, setup, onFinished }: HubConnectionOptions) {
    this.connectionId = transport.connectionId;
    this.userId = transport.user.userId;
    this.#transport = transport;
    this.#setup = setup;
    this.#onFinished = onFinished;
    const { maxReceiveMessageBytes } = setup.options;
    this.#reader = new ConnectionReader(this, new MessageReader(transport, maxReceiveMessageBytes));
    this.#writer = new ConnectionWriter(transport);
    this.#context = new ConnectionContext(transport, this);
    this.#coalescer = createCoalescer(setup.options.slowClients, {
      counters: setup.counters,
      output: this.#writer,
      connection: this.#context,
      send: (message) => this.#send(message),
      logger: setup.logger,
      disconnect: (notice) => this.disconnect(notice),
    });
    this.#state = initialState(setup.life[transport.transport], setup.clock.now());
  }

  /** Between the end of `onConnected` and the end of the connection. */
  get isServing(): boolean {
    return this.#state.kind === 'open' && this.#state.activity !== 'connecting';
  }

  start(): void {
    if (this.#setup.hub.onAuthenticationRefreshed !== undefined) {
      this.#transport.onAuthenticationRefreshed(() => this.#notify('onAuthenticationRefreshed'));
    }
    this.#transport.onClosed((error) => {
      this.#reader.end(error);
      this.exchange?.stop();
      countEnd(this.#setup.counters, { of: 'transport', error });
      this.apply({ kind: 'transport-closed' });
      this.#reader.read();
      this.#finish();
    });
    this.#transport.onBytes((chunk) => {
      if (this.#state.kind === 'handshaking' || this.#state.kind === 'open') {
        this.#reader.receive(chunk);
      }
    });
  }

  deliver(message: SerializedMessage): void {
    if (this.#state.kind !== 'open') {
      return;
    }
    try {
      if (!this.#coalescer?.holdsBack(message, this.protocol)) {
        this.#writer.writeShared(message);
      }
    } catch (error) {
      if (!(error instanceof MissingEncodingError)) {
        throw error;
      }
      this.apply({ kind: 'output-broken', error });
    }
  }

  get transport(): TransportName {
    return this.#transport.transport;
  }

  get bufferedBytes(): number {
    return this.#writer.bufferedBytes;
  }

  /** For a router: it knows a connection only after its handshake. */
  get protocol(): HubProtocol {
    const { protocol } = this.#writer;
    if (protocol === undefined) {
      throw new TypeError('The connection has no protocol before its handshake.');
    }
    return protocol;
  }

  get aborted(): AbortSignal {
    return this.#aborted.signal;
  }

  disconnect(notice: DisconnectNotice): void {
    this.apply({ kind: 'disconnect-requested', notice });
  }

  tick(): void {
    if (hasExpired(this.#transport, this.#setup)) {
      this.disconnect({ allowReconnect: true });
      return;
    }
    this.apply({ kind: 'tick', isWriting: this.#transport.bufferedBytes > 0 });
    this.exchange?.acknowledge();
  }

  shutDown(): void {
    this.apply({ kind: 'shutdown-requested' });
  }

  /** Ends the transport at once; the hub still hears of it. */
  cut(): void {
    this.#transport.abort();
  }

  /** Called by its reader, as are the four below. */
  apply(input: ConnectionInput): void {
    const { state, effects } = step(this.#state, input, this.#setup.clock.now());
    this.#state = state;
    for (const effect of effects) {
      this.#perform(effect);
    }
  }

  get expects(): ReadConnection['expects'] {
    const state = this.#state;
    if (state.kind === 'handshaking') {
      return 'handshake';
    }
    return state.kind === 'open' && state.activity === 'reading' ? 'messages' : 'nothing';
  }

  /** Only of a connection that may come back with another socket. */
  get exchange(): StatefulExchange | undefined {
    return this.#writer.exchange;
  }

  readHandshake(messages: MessageReader): boolean {
    const { protocols, options } = this.#setup;
    const { canCarryBinary, canReconnect } = this.#transport;
    const { hasDetailedErrors } = options;
    const terms = { protocols, canCarryBinary, canReconnect, hasDetailedErrors };
    const verdict = readHandshake(messages, terms);
    if (verdict?.kind === 'refused') {
      this.apply({ kind: 'handshake-refused', text: verdict.text });
    } else if (verdict !== undefined) {
      this.#acceptHandshake(verdict);
    }
    return verdict !== undefined;
  }

  countMessage(message: HubMessage): void {
    countMessage(this.#setup.counters, message);
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'answer-handshake':
        if (effect.error === undefined) {
          this.#writer.acceptHandshake();
        } else {
          this.#writer.refuseHandshake(effect.error);
        }
        break;
      case 'run-connected':
        void this.#runConnected();
        break;
      case 'dispatch':
        this.#dispatch(effect.message);
        break;
      case 'send-ping':
        this.#writer.writePing();
        break;
      case 'send-close':
        this.#sendClose(effect);
        break;
      case 'close-transport':
        this.#reader.discard();
        this.#transport.close();
        break;
      case 'cancel-calls':
        this.#aborted.abort();
        this.#requireDispatcher().cancelAll();
        break;
      case 'resume-exchange':
        this.#reader.discard();
        this.exchange?.resume();
        break;
      case 'run-reconnected':
        this.#notify('onReconnected');
        break;
      case 'run-disconnected':
        void this.#runDisconnected(effect.error);
        break;
      case 'release':
        void this.#release();
        break;
    }
  }

  #acceptHandshake({ protocol, isStateful }: AcceptedHandshake): void {
    this.#writer.useProtocol(protocol);
    if (isStateful) {
      this.#writer.startExchange(protocol, this.#setup.options);
      this.#transport.onReconnected({
        onInterrupted: () => this.apply({ kind: 'transport-interrupted' }),
        onReconnected: () => this.apply({ kind: 'transport-replaced' }),
      });
    } else {
      this.#transport.disableReconnect();
    }
    this.apply({ kind: 'handshake-accepted' });
  }

  #dispatch(message: HubMessage): void {
    const waiting = this.#requireDispatcher().dispatch(message);
    if (waiting === undefined) {
      this.apply({ kind: 'dispatched' });
    } else {
      void waiting.then(() => this.#readOn({ kind: 'dispatched' }));
    }
  }

  #readOn(input: ConnectionInput): void {
    this.apply(input);
    this.#reader.read();
  }

  async #runConnected(): Promise<void> {
    const call = this.#createCall({ abort: this.#aborted, beforeInvoke: refuseInvoke });
    const error = await runConnected(this.#setup, this, call);
    if (error === undefined) {
      this.#readOn({ kind: 'connected' });
    } else {
      this.apply({ kind: 'connecting-failed', error });
    }
  }

  async #runDisconnected(reason: Error | undefined): Promise<void> {
    countEnd(this.#setup.counters, { of: 'hub', error: reason });
    await runDisconnected(this.#setup, reason, this.#createCall({ abort: this.#aborted }));
    this.apply({ kind: 'disconnected' });
  }

  /** Before the connection is served, its hub has neither seen the older user nor missed the client. */
  #notify(event: NoticedEvent): void {
    if (this.isServing) {
      void notifyHub(event, this.#setup, this.#createCall({ abort: this.#aborted }));
    }
  }

  async #release(): Promise<void> {
    await runRelease(this.#setup, this);
    this.#isReleased = true;
    this.#finish();
  }

  #finish(): void {
    if (this.#isReleased && this.#reader.hasEnded) {
      this.#onFinished(this);
    }
  }

  #send(message: HubMessage): void {
    if (this.#state.kind === 'open') {
      this.#writer.write(message);
    }
  }

  #sendClose(effect: SendClose): void {
    const { error } = effect;
    if (error !== undefined) {
      this.#setup.logger.debug({ error, connectionId: this.connectionId }, 'A connection failed');
    }
    this.#writer.writeClose(closeNotice(effect, this.#setup.options.hasDetailedErrors));
  }

  #requireDispatcher(): Dispatcher {
    const { options, methods, pipeline, logger, router } = this.#setup;
    this.#dispatcher ??= new Dispatcher({
      hasDetailedErrors: options.hasDetailedErrors,
      maxParallelInvocations: options.maxParallelInvocations,
      maxRunningCalls: options.maxRunningCalls,
      streamBufferCapacity: options.streamBufferCapacity,
      methods,
      pipeline,
      connection: this.#context,
      logger,
      send: (message) => this.#send(message),
      whenWritable: (signal) => this.#writer.whenWritable(signal),
      createCall: (call) => this.#createCall(call),
      receiveResult: (completion) => router.receiveResult(this, completion),
    });
    return this.#dispatcher;
  }

  #createCall(options: HubCallOptions): HubCall<HubContract> {
    return createHubCall(this.#context, this.#setup, options);
  }
}
