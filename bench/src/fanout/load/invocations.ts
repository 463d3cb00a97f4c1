/** Each connection calls the hub's `Echo`, and calls it again when it has the answer. */

import { LatencyHistogram } from '../latency-histogram.ts';
import type { HistogramCounts } from '../latency-histogram.ts';
import { nowMicroseconds } from '../monotonic-clock.ts';
import { encodeClientFrame } from './client-frame.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { LoadConnection } from './load-connection.ts';

const CALL = encodeClientFrame(
  '{"type":1,"invocationId":"1","target":"Echo","arguments":["streaming to"]}\u001e',
);
const ANSWER = '{"type":3,"invocationId":"1","result":"streaming to"}\u001e';

export interface InvocationsReport {
  readonly answered: number;
  readonly answersPerSecond: number;
  readonly latency: HistogramCounts;
  readonly idleShare: number;
}

export async function runInvocations(
  pool: ConnectionPool,
  seconds: number,
): Promise<InvocationsReport> {
  const histogram = new LatencyHistogram();
  const loopBefore = pool.loop.mark();
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  const addLatency = (microseconds: number): void => histogram.add(microseconds);
  await Promise.all(pool.all.map((connection) => callUntil(connection, endAt, addLatency)));
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  return {
    answered: histogram.count,
    answersPerSecond: histogram.count / elapsedSeconds,
    latency: histogram.counts,
    idleShare: pool.loop.idleShareSince(loopBefore),
  };
}

async function callUntil(
  connection: LoadConnection,
  endAt: number,
  addLatency: (microseconds: number) => void,
): Promise<void> {
  const { counter } = connection;
  let text = '';
  counter.sink = {
    take: (buffer, from, to) => {
      text += Buffer.from(buffer.subarray(from, to)).toString('latin1');
    },
  };
  let expectedBytes = counter.payloadBytes;
  let calledAtUs = 0;
  const call = (): void => {
    expectedBytes += ANSWER.length;
    calledAtUs = nowMicroseconds();
    connection.write(CALL);
  };
  await new Promise<void>((resolve, reject) => {
    connection.onRead = () => {
      if (counter.payloadBytes < expectedBytes) return;
      addLatency(nowMicroseconds() - calledAtUs);
      // The first answer is read; the others have its length.
      if (counter.sink !== undefined && text !== ANSWER) reject(new Error(`An answer: ${text}`));
      counter.sink = undefined;
      if (performance.now() < endAt) call();
      else resolve();
    };
    call();
  });
  connection.onRead = undefined;
}
