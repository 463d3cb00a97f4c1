/**
 * The closed loop: the server is asked for the next record when every connection has the one before. Nothing can be
 * joined with anything, so each delivery is a write of its own.
 */

import { connect } from 'node:net';
import { once } from 'node:events';
import { RECORD_BYTES } from '../record.ts';
import type { ConnectionPool } from './connection-pool.ts';

export interface OneAtATimeRequest {
  /** Where the server sends one record to all for each byte that it gets. */
  readonly triggerPort: number;
  readonly seconds: number;
}

export interface OneAtATimeReport {
  readonly records: number;
  readonly seconds: number;
  readonly deliveriesPerSecond: number;
  /** Of all connections together. Deliveries, frames and reads are the same number when each was a write of its own. */
  readonly deliveries: number;
  readonly frames: number;
  readonly reads: number;
  readonly idleShare: number;
}

export async function runOneAtATime(
  pool: ConnectionPool,
  { triggerPort, seconds }: OneAtATimeRequest,
): Promise<OneAtATimeReport> {
  const trigger = connect({ host: '127.0.0.1', port: triggerPort, noDelay: true });
  await once(trigger, 'connect');
  const before = countsOf(pool);
  const loopBefore = pool.loop.mark();
  const startedAt = performance.now();
  const records = await deliverUntil(pool, startedAt + seconds * 1_000, () => trigger.write('n'));
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  const idleShare = pool.loop.idleShareSince(loopBefore);
  trigger.destroy();

  const after = countsOf(pool);
  const deliveries = (after.bytes - before.bytes) / RECORD_BYTES;
  return {
    records,
    seconds: elapsedSeconds,
    deliveriesPerSecond: deliveries / elapsedSeconds,
    deliveries,
    frames: after.frames - before.frames,
    reads: after.reads - before.reads,
    idleShare,
  };
}

function deliverUntil(pool: ConnectionPool, endAt: number, ask: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let records = 0;
    let complete = 0;
    const askNext = (): void => {
      records += 1;
      complete = 0;
      ask();
    };
    for (const connection of pool.all) {
      const { counter } = connection;
      const start = counter.payloadBytes;
      connection.onRead = () => {
        const surplus = counter.payloadBytes - start - records * RECORD_BYTES;
        if (surplus > 0) reject(new Error('A record came that nobody had asked for.'));
        if (surplus !== 0) return;
        complete += 1;
        if (complete < pool.all.length) return;
        if (performance.now() < endAt) askNext();
        else resolve(records);
      };
    }
    askNext();
  }).finally(() => {
    for (const connection of pool.all) connection.onRead = undefined;
  }) as Promise<number>;
}

function countsOf(pool: ConnectionPool): { bytes: number; frames: number; reads: number } {
  const counts = { bytes: 0, frames: 0, reads: 0 };
  for (const { counter, reads } of pool.all) {
    counts.bytes += counter.payloadBytes;
    counts.frames += counter.frames;
    counts.reads += reads;
  }
  return counts;
}
