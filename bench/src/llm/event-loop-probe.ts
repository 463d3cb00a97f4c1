/**
 * Loaded into the chat server's process before the server: tells the parent, when it asks, how late the
 * event loop ran since it last asked.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Of the timer whose lateness is measured; the histogram counts it in. */
const RESOLUTION_MS = 5;

export interface EventLoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();

process.on('message', (message) => {
  if (message !== 'event-loop-delay') return;
  const delay: EventLoopDelay = {
    p50Ms: lateness(histogram.percentile(50)),
    p99Ms: lateness(histogram.percentile(99)),
    maxMs: lateness(histogram.max),
  };
  histogram.reset();
  process.send?.(delay);
});

function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
