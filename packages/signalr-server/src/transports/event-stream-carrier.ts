/**
 * A connection over server-sent events: one response that never ends downwards, POSTs upwards, text alone.
 *
 * Spec: TransportProtocols.md, "Server-Sent Events". Rules: docs/spec/signalr-transports.md, ST-27 to ST-31.
 */

import type { ServerResponse } from 'node:http';
import type { Carrier, CarrierSink } from './carrier.ts';
import type { CarrierSettings } from './carrier-settings.ts';
import type { Timer } from './clock.ts';
import type { PostQueue } from './post-queue.ts';
import type { RecordQueue } from './record-queue.ts';
import { SendWatch } from './send-watch.ts';
import { TransportError } from './transport-error.ts';

/** A comment, so that a browser sees the stream open before the first event. */
const FIRST_BYTES = ':\r\n';

export class EventStreamCarrier implements Carrier {
  readonly transport = 'ServerSentEvents';
  readonly canCarryBinary = false;
  readonly #response: ServerResponse;
  readonly #posts: PostQueue;
  readonly #settings: CarrierSettings;
  readonly #sendWatch: SendWatch;
  #sink: CarrierSink | undefined;
  #closeTimer: Timer | undefined;

  constructor(response: ServerResponse, posts: PostQueue, settings: CarrierSettings) {
    this.#response = response;
    this.#posts = posts;
    this.#settings = settings;
    this.#sendWatch = new SendWatch({
      clock: settings.clock,
      timeoutMs: settings.sendTimeoutMs,
      bufferedBytes: () => response.writableLength,
      onTimeout: () => {
        response.destroy();
        this.#report(new TransportError('send-timeout'));
      },
    });
  }

  get bufferedBytes(): number {
    return this.#response.writableLength;
  }

  open(sink: CarrierSink): void {
    this.#sink = sink;
    const response = this.#response;
    response.on('error', () => response.destroy());
    response.on('close', () => {
      this.#sendWatch.stop();
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
    const records = queue.takeAll();
    if (!this.#response.writable) {
      return;
    }
    let bytes = 0;
    this.#response.cork();
    for (const record of records) {
      const event = this.#settings.frames.get(record, 'server-sent-event');
      this.#response.write(event);
      bytes += event.length;
    }
    this.#response.uncork();
    this.#sendWatch.wrote(bytes);
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
    this.#response.destroy();
  }

  /** At most once. */
  #report(error: Error | undefined): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.ended(error);
  }
}
