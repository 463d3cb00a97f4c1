/**
 * A connection over server-sent events: one response that never ends downwards, POSTs upwards, text alone.
 *
 * Spec: TransportProtocols.md, "Server-Sent Events". Rules: docs/spec/signalr-transports.md, ST-40 to ST-43.
 */

import type { ServerResponse } from 'node:http';
import type { Timer } from '../clock.ts';
import { sendPlainAnswer } from '../http/plain-answer.ts';
import { FAILED } from '../http/refusals.ts';
import { TransportError } from '../transport-error.ts';
import type { CarrierSettings } from './carrier-settings.ts';
import type { Carrier, CarrierSink } from './carrier.ts';
import { type FrameSource, FrameWriter } from './frame-writer.ts';
import type { PostQueue } from './post-queue.ts';
import type { RecordQueue } from './record-queue.ts';

/** A comment, so that a browser sees the stream open before the first event. */
const FIRST_BYTES = ':\r\n';

export class EventStreamCarrier implements Carrier, FrameSource {
  readonly transport = 'ServerSentEvents';
  readonly canCarryBinary = false;
  readonly #response: ServerResponse;
  readonly #posts: PostQueue;
  readonly #settings: CarrierSettings;
  readonly #writer: FrameWriter;
  #sink: CarrierSink | undefined;
  #closeTimer: Timer | undefined;

  constructor(response: ServerResponse, posts: PostQueue, settings: CarrierSettings) {
    this.#response = response;
    this.#posts = posts;
    this.#settings = settings;
    this.#writer = new FrameWriter(response, this, settings);
  }

  get bufferedBytes(): number {
    return this.#response.writableLength;
  }

  open(sink: CarrierSink): void {
    this.#sink = sink;
    const response = this.#response;
    response.on('error', () => response.destroy());
    response.on('close', () => {
      this.#writer.stop();
      this.#closeTimer?.cancel();
      // Closing its stream is the only way in which a client can end it, so that is no error.
      this.#report(undefined);
    });
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache,no-store',
      Pragma: 'no-cache',
      'Content-Encoding': 'identity',
    });
    response.write(FIRST_BYTES);
    this.#posts.open((chunk) => sink.received(chunk));
  }

  /** There is only text. */
  useTransferFormat(): void {}

  write(queue: RecordQueue): void {
    if (!this.#response.writable) {
      queue.takeAll();
    }
    while (!queue.isEmpty) {
      this.#writer.write(queue.take().frameFor('server-sent-event'));
    }
  }

  frameTaken(): void {
    this.#sink?.drained();
  }

  sendTimedOut(): void {
    this.#response.destroy();
    this.#report(new TransportError('send-timeout'));
  }

  pause(): void {
    this.#posts.pause();
  }

  resume(): void {
    this.#posts.resume();
  }

  close(): void {
    const response = this.#response;
    this.#closeTimer = this.#settings.clock.startTimer(this.#settings.closeTimeoutMs, () => {
      response.destroy();
    });
    response.end();
  }

  abort(): void {
    this.#sink = undefined;
    if (this.#response.headersSent) {
      this.#response.destroy();
    } else {
      sendPlainAnswer(this.#response, FAILED);
    }
  }

  /** At most once. */
  #report(error: Error | undefined): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.ended(error);
  }
}
