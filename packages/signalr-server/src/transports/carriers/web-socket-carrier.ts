/**
 * A connection over one WebSocket. Frames are built once for all recipients and written to the raw socket; `ws` reads,
 * answers pings, and does the opening and closing handshakes.
 *
 * The two writers may interleave because each write is a whole frame and nothing is compressed.
 * Rules: docs/spec/signalr-transports.md, ST-30 to ST-39.
 */

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Timer } from '../clock.ts';
import { TransportError } from '../transport-error.ts';
import { type AnsweringWebSocket, NORMAL_CLOSURE } from './answering-web-socket.ts';
import type { CarrierSettings } from './carrier-settings.ts';
import type { Carrier, CarrierSink } from './carrier.ts';
import { type FrameSource, FrameWriter } from './frame-writer.ts';
import type { RecordQueue } from './record-queue.ts';
import type { TransferFormat } from './web-socket-frame.ts';
import type { WireFormat } from './wire-format.ts';

/** Not on the wire: how `ws` reports that no close frame came. */
const ABNORMAL_CLOSURE = 1006;

export class WebSocketCarrier implements Carrier, FrameSource {
  readonly transport = 'WebSockets';
  readonly canCarryBinary = true;
  readonly #webSocket: AnsweringWebSocket;
  readonly #socket: Duplex;
  readonly #settings: CarrierSettings;
  readonly #writer: FrameWriter;
  #format: WireFormat = 'web-socket-text';
  #sink: CarrierSink | undefined;
  #closeTimer: Timer | undefined;

  /** `socket` is the one the upgrade came on. */
  constructor(webSocket: AnsweringWebSocket, socket: Duplex, settings: CarrierSettings) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#settings = settings;
    this.#writer = new FrameWriter(socket, this, settings);
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  open(sink: CarrierSink): void {
    this.#sink = sink;
    this.#webSocket.on('message', (data) => {
      // `nodebuffer` is the binary type, so a message is one Buffer.
      if (Buffer.isBuffer(data)) {
        // What a socket still brings after it was replaced is nobody's.
        this.#sink?.received(data);
      }
    });
    this.#webSocket.on('error', (cause) => {
      // `ws` sends the close frame that names the fault (1002, 1009), and waits for the answer.
      this.#startCloseTimer();
      this.#report(new TransportError('invalid-frame', { cause }));
    });
    this.#webSocket.onCloseFrame(() => {
      this.#startCloseTimer();
      this.#report(undefined);
    });
    this.#webSocket.on('close', (code) => {
      this.#stopTimers();
      this.#report(code === ABNORMAL_CLOSURE ? new TransportError('connection-lost') : undefined);
    });
  }

  useTransferFormat(format: TransferFormat): void {
    this.#format = format === 'Text' ? 'web-socket-text' : 'web-socket-binary';
  }

  write(queue: RecordQueue): void {
    // After a close frame, in either direction, nothing may follow.
    if (this.#webSocket.readyState !== WebSocket.OPEN || !this.#socket.writable) {
      queue.takeAll();
    }
    while (!queue.isEmpty) {
      this.#writer.write(queue.take().frameFor(this.#format));
    }
  }

  frameTaken(): void {
    this.#sink?.drained();
  }

  sendTimedOut(): void {
    this.#webSocket.terminate();
    this.#report(new TransportError('send-timeout'));
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  close(): void {
    this.#webSocket.close(NORMAL_CLOSURE);
    this.#startCloseTimer();
  }

  abort(): void {
    this.#sink = undefined;
    this.#webSocket.terminate();
  }

  /** At most once. */
  #report(error: Error | undefined): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.ended(error);
  }

  #startCloseTimer(): void {
    if (this.#webSocket.readyState !== WebSocket.CLOSED) {
      this.#closeTimer ??= this.#settings.clock.startTimer(this.#settings.closeTimeoutMs, () => {
        this.#webSocket.terminate();
      });
    }
  }

  #stopTimers(): void {
    this.#writer.stop();
    this.#closeTimer?.cancel();
  }
}
