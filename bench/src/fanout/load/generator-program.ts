/** The load: every client of a run, in a process of its own, driven by the runner line by line. */

import { setTimeout as delay } from 'node:timers/promises';
import { serveCommands } from '../control-line.ts';
import { nowMicroseconds } from '../monotonic-clock.ts';
import { RECORD_BYTES } from '../record.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { OpenRequest } from './connection-pool.ts';
import type { DrainReport, DrainRequest, OpenReport } from './generator.ts';
import { runInvocations } from './invocations.ts';
import { Measurement } from './measurement.ts';
import type { MeasurementRequest } from './measurement.ts';
import { runOneAtATime } from './one-at-a-time.ts';
import type { OneAtATimeRequest } from './one-at-a-time.ts';
import { RECORD_FORMATS } from './opening.ts';
import { StampReader } from './stamp-reader.ts';

const MAX_SAMPLED = 100;
const DRAIN_CHECK_MS = 20;

const pool = new ConnectionPool();
let readers: StampReader[] = [];
let measurement: Measurement | undefined;

serveCommands(process.version, {
  async open(request: OpenRequest): Promise<OpenReport> {
    const before = pool.loop.mark();
    const seconds = await pool.open(request);
    sample(request);
    return { seconds, idleShare: pool.loop.idleShareSince(before) };
  },
  measure(request: MeasurementRequest) {
    measurement = new Measurement(pool, request);
  },
  drain,
  report: () => measurement?.report(),
  oneAtATime: (request: OneAtATimeRequest) => runOneAtATime(pool, request),
  invoke: ({ seconds }: { readonly seconds: number }) => runInvocations(pool, seconds),
  /** The last connection, which is none of the sample. */
  stopReading() {
    pool.all.at(-1)?.stopReading();
  },
  close() {
    pool.closeAll();
    readers = [];
    measurement = undefined;
  },
});

/** Spread evenly, because the first in a server's list are served before the last. */
function sample({ kind, count }: OpenRequest): void {
  const sampled = Math.min(MAX_SAMPLED, Math.max(1, count - 1));
  readers = [];
  for (let i = 0; i < sampled; i += 1) {
    const connection = pool.all[Math.floor((i * count) / sampled)];
    if (connection === undefined) continue;
    let readAtUs = 0;
    connection.beforeRead = () => {
      readAtUs = nowMicroseconds();
    };
    const reader = new StampReader(RECORD_FORMATS[kind], (dueUs, sentUs) =>
      measurement?.addStamp(readAtUs, dueUs, sentUs),
    );
    connection.counter.sink = reader;
    readers.push(reader);
  }
}

/** Waits until every connection has all, but not for ever. */
async function drain({
  recordsPerConnection,
  timeoutMs,
  except,
}: DrainRequest): Promise<DrainReport> {
  const startedAt = performance.now();
  const connections = pool.all.slice(0, pool.all.length - except);
  const expected = recordsPerConnection * RECORD_BYTES;
  const isMissing = (): boolean =>
    connections.some(({ counter }) => counter.payloadBytes < expected);
  while (isMissing() && performance.now() - startedAt < timeoutMs) {
    await delay(DRAIN_CHECK_MS);
  }
  const records = connections.map(({ counter }) => counter.payloadBytes / RECORD_BYTES);
  return {
    least: records.reduce((least, count) => Math.min(least, count), Infinity),
    most: records.reduce((most, count) => Math.max(most, count), 0),
    gaps: readers.reduce((sum, { gaps }) => sum + gaps, 0),
    malformed: readers.reduce((sum, { malformed }) => sum + malformed, 0),
    sampled: readers.length,
    lost: pool.lost,
    ms: performance.now() - startedAt,
  };
}
