/**
 * The WebSocket of a server connection: what is sent within one turn of the event loop becomes one frame, and what the
 * operating system has not taken is known.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-40, AZ-41, AZ-48 and AZ-49.
 */

import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { Clock } from '@parley/signalr-server';
import type { ServerAddress } from '../endpoints/service-endpoint.ts';
import { AzureSignalRError } from '../errors.ts';
import { MAX_SERVICE_MESSAGE_BYTES } from './service-input.ts';
import { readRefusal, refusalError } from './service-refusal.ts';
import { USER_AGENT } from './user-agent.ts';

/** A turn that sends more is written in several frames. */
const MAX_FRAME_BYTES = 131_072;

/** What a socket reports, `onClosed` once and last. */
export interface ServiceSocketEvents {
  readonly onOpen: () => void;
  readonly onBytes: (chunk: Uint8Array) => void;
  /** The operating system has taken some of what was sent. */
  readonly onTaken: () => void;
  readonly onClosed: (error: AzureSignalRError) => void;
}

export interface ServiceSocketOptions {
  readonly address: ServerAddress;
  readonly serverId: string;
  readonly clock: Pick<Clock, 'epochMs'>;
  readonly events: ServiceSocketEvents;
}

export class ServiceSocket {
  readonly #socket: WebSocket;
  readonly #events: ServiceSocketEvents;
  #turn: Uint8Array[] = [];
  #turnBytes = 0;
  #writtenBytes = 0;
  #isFlushScheduled = false;
  #error: AzureSignalRError | undefined;
  /** Resolves when there is no socket any more, whoever ended it. */
  readonly closed: Promise<void>;

  constructor(options: ServiceSocketOptions) {
    const { address, serverId, events } = options;
    this.#events = events;
    this.#socket = new WebSocket(address.url, {
      headers: {
        Authorization: `Bearer ${address.accessToken}`,
        'X-ASRS-Server-Id': serverId,
        'Asrs-User-Agent': USER_AGENT,
      },
      perMessageDeflate: false,
      maxPayload: MAX_SERVICE_MESSAGE_BYTES,
    });
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    this.#listen(options);
  }

  /** Not once either end has begun to close it: what is sent then goes nowhere. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Since the socket was made. */
  get queuedBytes(): number {
    return this.#writtenBytes + this.#turnBytes;
  }

  /** Of what was queued: with the operating system. */
  get takenBytes(): number {
    return Math.max(0, this.#writtenBytes - this.#socket.bufferedAmount);
  }

  send(bytes: Uint8Array): void {
    this.#turn.push(bytes);
    this.#turnBytes += bytes.length;
    if (this.#turnBytes >= MAX_FRAME_BYTES) {
      this.flush();
    } else if (!this.#isFlushScheduled) {
      this.#isFlushScheduled = true;
      setImmediate(() => {
        this.#isFlushScheduled = false;
        this.flush();
      });
    }
  }

  /** Gives the operating system what it will take now. */
  flush(): void {
    if (this.#turnBytes === 0 || !this.isOpen) {
      return;
    }
    const [first = new Uint8Array(0)] = this.#turn;
    const frame = this.#turn.length === 1 ? first : Buffer.concat(this.#turn, this.#turnBytes);
    this.#writtenBytes += this.#turnBytes;
    this.#turn = [];
    this.#turnBytes = 0;
    // What goes wrong is reported by the end of the socket.
    this.#socket.send(frame, { binary: true }, () => this.#events.onTaken());
  }

  /** What is queued goes first. `onClosed` comes when the other end has agreed. */
  close(status: number): void {
    this.flush();
    this.#socket.close(status);
  }

  /** At once; what is queued is lost. */
  destroy(): void {
    this.#socket.terminate();
  }

  #listen({ address, clock }: ServiceSocketOptions): void {
    const socket = this.#socket;
    socket.on('open', () => this.#events.onOpen());
    socket.on('message', (data: RawData) => this.#events.onBytes(asBytes(data)));
    socket.on('unexpected-response', (request, response) => {
      void readRefusal(response).then((refusal) => {
        const { accessToken } = address;
        this.#error = refusalError(refusal, { accessToken, epochMs: clock.epochMs() });
        request.destroy();
        socket.terminate();
      });
    });
    socket.on('error', (cause) => {
      this.#error ??= unavailable(`The connection to the service broke: ${cause.message}`, cause);
    });
    socket.on('close', (status, reason) => {
      const text = `The service closed the connection: ${status} ${reason.toString()}`.trimEnd();
      this.#events.onClosed(this.#error ?? unavailable(text));
    });
  }
}

function asBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) {
    return Buffer.concat(data);
  }
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function unavailable(text: string, cause?: Error): AzureSignalRError {
  return new AzureSignalRError('service-unavailable', text, cause && { cause });
}
