/** The page's data as Server-Sent Events, to everybody who looks. Rules: docs/spec/azure-service.md, AS-84. */

import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '@parley/signalr-server/transports';
import { PAGE_HEADERS } from './page-answer.ts';

/** What the page's data is served as. */
export const EVENT_STREAM = 'text/event-stream';

const INTERVAL_MS = 1000;
/** A comment after so many silent intervals, so that a lost viewer is noticed. */
const SILENT_INTERVALS = 15;
const MAX_VIEWERS = 20;

export class LiveStream {
  readonly #clock: Clock;
  readonly #currentState: () => object;
  readonly #viewers = new Set<Viewer>();
  #timer: Timer | undefined;

  constructor(clock: Clock, currentState: () => object) {
    this.#clock = clock;
    this.#currentState = currentState;
  }

  /** `false` where too many look already. */
  add(response: ServerResponse): boolean {
    if (this.#viewers.size >= MAX_VIEWERS) {
      return false;
    }
    const viewer = new Viewer(response);
    this.#viewers.add(viewer);
    response.once('close', () => this.#remove(viewer));
    viewer.show(JSON.stringify(this.#currentState()));
    this.#timer ??= this.#clock.startTimer(INTERVAL_MS, () => this.#tick());
    return true;
  }

  close(): void {
    for (const viewer of this.#viewers) {
      viewer.end();
    }
    this.#viewers.clear();
    this.#stop();
  }

  #remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0) {
      this.#stop();
    }
  }

  #tick(): void {
    this.#timer = this.#clock.startTimer(INTERVAL_MS, () => this.#tick());
    const state = JSON.stringify(this.#currentState());
    for (const viewer of this.#viewers) {
      viewer.show(state);
    }
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

class Viewer {
  readonly #response: ServerResponse;
  #shown = '';
  #silentIntervals = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, { ...PAGE_HEADERS, 'Content-Type': EVENT_STREAM });
    response.write(`retry: ${INTERVAL_MS}\n\n`);
  }

  /** Who has not yet read what came before misses this, and gets the next. */
  show(state: string): void {
    if (this.#response.writableNeedDrain) {
      return;
    }
    if (state !== this.#shown) {
      this.#shown = state;
      this.#silentIntervals = 0;
      this.#response.write(`data: ${state}\n\n`);
      return;
    }
    this.#silentIntervals += 1;
    if (this.#silentIntervals === SILENT_INTERVALS) {
      this.#silentIntervals = 0;
      this.#response.write(':\n\n');
    }
  }

  end(): void {
    this.#response.end();
  }
}
