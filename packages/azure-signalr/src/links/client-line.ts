/**
 * What goes from here to one client, and what its calls send: over the server connection that has it, or nowhere yet
 * while the service moves it to another.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-83, AZ-165 to AZ-167.
 */

import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import type { Clock, Timer } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import { UnsentBytes } from './unsent-bytes.ts';

/** For the service to resume a client that its hub has ended meanwhile. */
const LEAVING_TIMEOUT_MS = 10_000;

/** A server connection, as the lines of its clients see it. */
export interface LineCarrier {
  /**
   * Queues behind everything that was sent over it before.
   *
   * @throws {AzureSignalRError} as `HubLink.send`.
   */
  send(message: ServiceMessage): void;
  /**
   * The bytes of a message that waits for its client to be resumed, counted until they are let go of.
   *
   * @throws {AzureSignalRError} `service-overloaded` at the bound of what may wait.
   */
  hold(message: ServiceMessage): Uint8Array;
  letGo(bytes: number): void;
  /**
   * As `send`, of what was held, here or by another, and has had its room there.
   *
   * @throws {AzureSignalRError} `service-unavailable`, `service-refused`.
   */
  pass(bytes: Uint8Array): void;
  /** Of everything ever sent over it. */
  readonly queuedBytes: number;
  /** Of what was queued: with the operating system. */
  readonly takenBytes: number;
  /** Gives the operating system what it will take now. */
  flush(): void;
  /** `line.taken` is called, until `unwatch`, each time that the operating system has taken something. */
  watch(line: ClientLine): void;
  unwatch(line: ClientLine): void;
  /** The line has ended from here: nothing of its client is heard any more. */
  forget(line: ClientLine): void;
}

export interface ClientLineOptions {
  readonly connectionId: string;
  /** Has the client when it opens. */
  readonly carrier: LineCarrier;
  readonly clock: Pick<Clock, 'startTimer'>;
}

interface HeldMessage {
  readonly bytes: Uint8Array;
  /** Nobody misses it when the client has gone. */
  readonly isForClientAlone: boolean;
  /** Of the client's own data. */
  readonly payloadBytes: number;
}

type State =
  | { readonly kind: 'flowing' }
  /** What is held goes in order when the client is resumed. */
  | { readonly kind: 'paused'; readonly held: HeldMessage[]; heldPayloadBytes: number }
  /** As `paused`, and nobody sends any more: its hub has ended the client. */
  | { readonly kind: 'leaving'; readonly held: readonly HeldMessage[]; readonly timer: Timer }
  | { readonly kind: 'ended' };

export class ClientLine {
  readonly connectionId: string;
  readonly #clock: Pick<Clock, 'startTimer'>;
  #carrier: LineCarrier;
  #state: State = { kind: 'flowing' };
  #unsent = new UnsentBytes();
  #takenHandler: (() => void) | undefined;

  constructor({ connectionId, carrier, clock }: ClientLineOptions) {
    this.connectionId = connectionId;
    this.#carrier = carrier;
    this.#clock = clock;
  }

  /** The server connection that has the client, or had it last. */
  get carrier(): LineCarrier {
    return this.#carrier;
  }

  /** What is sent waits for the service. */
  get isPaused(): boolean {
    return this.#state.kind === 'paused';
  }

  /** Its hub has ended the client, and what it was sent last waits. */
  get isLeaving(): boolean {
    return this.#state.kind === 'leaving';
  }

  /** Of the client's own data: held, or not yet with the operating system. */
  get bufferedBytes(): number {
    const heldBytes = this.#state.kind === 'paused' ? this.#state.heldPayloadBytes : 0;
    return this.#unsentBytes + heldBytes;
  }

  /** Gives the operating system what it will take now. */
  flush(): void {
    this.#carrier.flush();
  }

  /** Called each time that `bufferedBytes` may have fallen. One handler. */
  onTaken(handler: () => void): void {
    this.#takenHandler = handler;
    this.#watch();
  }

  /**
   * Queues; never waits. Nothing once the line has ended.
   *
   * @throws {AzureSignalRError} as `HubLink.send`.
   */
  send(message: ServiceMessage): void {
    switch (this.#state.kind) {
      case 'flowing':
        this.#carrier.send(message);
        this.#count(payloadBytesOf(message));
        break;
      case 'paused': {
        const payloadBytes = payloadBytesOf(message);
        const bytes = this.#carrier.hold(message);
        const isForClientAlone = isForOneClient(message);
        this.#state.held.push({ bytes, isForClientAlone, payloadBytes });
        this.#state.heldPayloadBytes += payloadBytes;
        break;
      }
      case 'leaving':
      case 'ended':
        break;
    }
  }

  /** The hub has ended the client: what waits is sent all the same. */
  end(): void {
    switch (this.#state.kind) {
      case 'flowing':
        this.#forget();
        break;
      case 'paused': {
        const timer = this.#clock.startTimer(LEAVING_TIMEOUT_MS, () => this.resume(this.#carrier));
        this.#state = { kind: 'leaving', held: this.#state.held, timer };
        break;
      }
      case 'leaving':
      case 'ended':
        break;
    }
  }

  /** Called by the server connection, as are the three below. */
  taken(): void {
    this.#takenHandler?.();
    if (this.#unsentBytes === 0) {
      this.#carrier.unwatch(this);
    }
  }

  /** Acknowledged once, behind everything that was sent. */
  pause(): void {
    // A service that takes nothing now is not told, and goes on waiting or asks again.
    if (this.#state.kind === 'flowing' && isTaken(() => this.#acknowledgePause())) {
      this.#state = { kind: 'paused', held: [], heldPayloadBytes: 0 };
    }
  }

  /** Goes on over this server connection, with what has waited first. */
  resume(carrier: LineCarrier): void {
    const { kind } = this.#state;
    if (kind === 'ended') {
      return;
    }
    const held = this.#takeHeld();
    this.#moveTo(carrier);
    this.#pass(held);
    if (kind === 'leaving') {
      this.#forget();
      return;
    }
    this.#state = { kind: 'flowing' };
    if (this.#unsentBytes === 0) {
      this.#takenHandler?.();
    }
  }

  /** The service has ended the client. What waits of others' is sent. */
  cut(): void {
    const held = this.#takeHeld();
    this.#state = { kind: 'ended' };
    this.#pass(held.filter(({ isForClientAlone }) => !isForClientAlone));
    this.#carrier.unwatch(this);
  }

  get #unsentBytes(): number {
    return this.#unsent.measure(this.#carrier.takenBytes);
  }

  #count(payloadBytes: number): void {
    if (payloadBytes > 0) {
      this.#unsent.add(payloadBytes, this.#carrier.queuedBytes);
      this.#watch();
    }
  }

  #watch(): void {
    const isListening = this.#takenHandler !== undefined && this.#state.kind !== 'ended';
    if (isListening && this.#unsentBytes > 0) {
      this.#carrier.watch(this);
    }
  }

  #acknowledgePause(): void {
    this.#carrier.send({
      type: ServiceMessageType.connectionFlowControl,
      connectionId: this.connectionId,
      connectionType: FlowControlConnectionType.client,
      operation: FlowControlOperation.pauseAck,
    });
  }

  /** The service has read everything that came over the other, or will not any more. */
  #moveTo(carrier: LineCarrier): void {
    if (carrier !== this.#carrier) {
      this.#carrier.unwatch(this);
      this.#carrier = carrier;
      this.#unsent = new UnsentBytes();
    }
  }

  #takeHeld(): readonly HeldMessage[] {
    const state = this.#state;
    if (state.kind !== 'paused' && state.kind !== 'leaving') {
      return [];
    }
    if (state.kind === 'leaving') {
      state.timer.cancel();
    }
    for (const { bytes } of state.held) {
      this.#carrier.letGo(bytes.length);
    }
    return state.held;
  }

  /** A connection that has ended says so itself. */
  #pass(held: readonly HeldMessage[]): void {
    isTaken(() => {
      for (const { bytes, payloadBytes } of held) {
        this.#carrier.pass(bytes);
        this.#count(payloadBytes);
      }
    });
  }

  #forget(): void {
    this.#state = { kind: 'ended' };
    this.#carrier.unwatch(this);
    this.#carrier.forget(this);
  }
}

/** Whether the server connection takes it. */
function isTaken(send: () => void): boolean {
  try {
    send();
    return true;
  } catch (error) {
    if (!(error instanceof AzureSignalRError)) {
      throw error;
    }
    return false;
  }
}

function payloadBytesOf(message: ServiceMessage): number {
  return message.type === ServiceMessageType.connectionData ? message.payload.length : 0;
}

function isForOneClient({ type }: ServiceMessage): boolean {
  return type === ServiceMessageType.connectionData || type === ServiceMessageType.closeConnection;
}
