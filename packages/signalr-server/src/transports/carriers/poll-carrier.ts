/**
 * A connection over long polling: each GET takes everything that waits, POSTs go upwards, DELETE ends it.
 *
 * Spec: TransportProtocols.md, "Long Polling". Rules: docs/spec/signalr-transports.md, ST-50 to ST-59.
 */

import type { ServerResponse } from 'node:http';
import type { Timer } from '../clock.ts';
import { sendPlainAnswer } from '../http/plain-answer.ts';
import { FAILED } from '../http/refusals.ts';
import { TransportError } from '../transport-error.ts';
import type { CarrierSettings } from './carrier-settings.ts';
import type { Carrier, CarrierSink } from './carrier.ts';
import type { PostQueue } from './post-queue.ts';
import type { RecordQueue } from './record-queue.ts';

const NOTHING = new Uint8Array(0);

/** A poll that has nothing to carry yet. */
interface WaitingPoll {
  readonly response: ServerResponse;
  readonly timer: Timer;
}

export class PollCarrier implements Carrier {
  readonly transport = 'LongPolling';
  readonly canCarryBinary = true;
  readonly #posts: PostQueue;
  readonly #settings: CarrierSettings;
  #firstPoll: ServerResponse | undefined;
  #waiting: WaitingPoll | undefined;
  /** Polls whose response the client has not taken whole: waiting, or on its way. */
  readonly #unfinished = new Set<ServerResponse>();
  #sentBytes = 0;
  #idleTimer: Timer | undefined;
  #sink: CarrierSink | undefined;
  #isClosing = false;

  constructor(firstPoll: ServerResponse, posts: PostQueue, settings: CarrierSettings) {
    this.#firstPoll = firstPoll;
    this.#posts = posts;
    this.#settings = settings;
  }

  get bufferedBytes(): number {
    return this.#sentBytes;
  }

  /** The first poll starts the connection and is answered at once; the client waits for it before it sends. */
  open(sink: CarrierSink): void {
    this.#sink = sink;
    this.#posts.open((chunk) => sink.received(chunk));
    const response = this.#firstPoll;
    this.#firstPoll = undefined;
    if (response !== undefined) {
      this.#begin(response);
      this.#sendData(response, NOTHING);
    }
  }

  /** A later poll. One that still waits gives way to it with 204. */
  poll(response: ServerResponse): void {
    this.#endWaiting();
    this.#begin(response);
    const { clock, pollTimeoutMs } = this.#settings;
    const timer = clock.startTimer(pollTimeoutMs, () => {
      this.#waiting = undefined;
      sendPlainAnswer(response, { status: 200, text: '' });
    });
    this.#waiting = { response, timer };
    this.#sink?.writable();
    if (this.#isClosing && this.#waiting !== undefined) {
      this.#end(undefined);
    }
  }

  /** The client's DELETE: it has gone, without waiting for anything. */
  terminate(): void {
    this.#end(undefined);
  }

  /** What a record looks like does not depend on the format: there are no frames. */
  useTransferFormat(): void {}

  /** Without a poll to carry it, everything stays in the queue. */
  write(queue: RecordQueue): void {
    const waiting = this.#takeWaiting();
    if (waiting !== undefined) {
      this.#sendData(waiting.response, queue.takeAll().join());
    }
  }

  pause(): void {
    this.#posts.pause();
  }

  resume(): void {
    this.#posts.resume();
  }

  /** The rest goes with the polls to come; the first one that finds nothing gets 204 and is the end. */
  close(): void {
    this.#isClosing = true;
    if (this.#waiting !== undefined) {
      this.#end(undefined);
    }
  }

  abort(): void {
    this.#sink = undefined;
    this.#idleTimer?.cancel();
    this.#endWaiting();
    if (this.#firstPoll !== undefined) {
      sendPlainAnswer(this.#firstPoll, FAILED);
    }
    for (const response of this.#unfinished) {
      // Everything that waited has its 204 by now; what is still being sent is cut.
      if (response.statusCode !== 204) {
        response.destroy();
      }
    }
  }

  #begin(response: ServerResponse): void {
    this.#idleTimer?.cancel();
    this.#unfinished.add(response);
    response.on('error', () => response.destroy());
    response.on('close', () => this.#finished(response));
  }

  /** Answered, or the client has given it up. Without any other poll the connection is idle from now. */
  #finished(response: ServerResponse): void {
    this.#unfinished.delete(response);
    if (this.#waiting?.response === response) {
      this.#takeWaiting();
    }
    if (this.#unfinished.size === 0 && this.#sink !== undefined) {
      const { clock, disconnectTimeoutMs } = this.#settings;
      this.#idleTimer = clock.startTimer(disconnectTimeoutMs, () => this.#end(undefined));
    }
  }

  #sendData(response: ServerResponse, body: Uint8Array): void {
    this.#sentBytes += body.length;
    const { clock, sendTimeoutMs } = this.#settings;
    const timer = clock.startTimer(sendTimeoutMs, () => {
      response.destroy();
      this.#end(new TransportError('send-timeout'));
    });
    response.on('close', () => {
      timer.cancel();
      this.#sentBytes -= body.length;
      this.#sink?.drained();
    });
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': body.length,
    });
    response.end(body);
  }

  #takeWaiting(): WaitingPoll | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.timer.cancel();
    return waiting;
  }

  #endWaiting(): void {
    const waiting = this.#takeWaiting();
    if (waiting !== undefined) {
      sendPlainAnswer(waiting.response, { status: 204, text: '' });
    }
  }

  #end(error: Error | undefined): void {
    this.#endWaiting();
    this.#idleTimer?.cancel();
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.ended(error);
  }
}
