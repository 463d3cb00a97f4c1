/** A run against the live service and the servers behind it: hostile sessions side by side, witnesses, measurements. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@parley/signalr-server';
import { Random } from '../../random.ts';
import { createSteadyClock } from '../../steady-clock.ts';
import { pickLiveSession, playLiveSession } from './live-sessions.ts';
import type { LiveMeasurement, LiveTargets } from './live-targets.ts';
import { ServiceWitness } from './service-witness.ts';

const WITNESSES = 2;
const LANES = 24;
const MAX_WITNESS_WAIT_MS = 10_000;
const SETTLE_MS = 15_000;
const WARM_UP_SHARE = 0.25;
const MAX_GROWTH_BYTES = 24 * 1_048_576;
const MAX_COMPLAINTS = 5;

export interface LiveFuzzOptions {
  readonly sessionCount: number;
  readonly seed: number;
}

export interface LiveFuzzReport {
  readonly seconds: number;
  /** By kind of session. */
  readonly sessions: ReadonlyMap<string, number>;
  readonly frames: number;
  readonly latenciesMs: readonly number[];
  readonly before: LiveMeasurement;
  readonly after: LiveMeasurement;
  readonly failures: readonly string[];
}

export async function runLiveFuzz(
  targets: LiveTargets,
  { sessionCount, seed }: LiveFuzzOptions,
  failures: string[] = [],
): Promise<LiveFuzzReport> {
  const clock = createSteadyClock();
  const onFailure = (text: string): void => void failures.push(text);
  const witnesses = await Promise.all(
    Array.from({ length: WITNESSES }, () =>
      ServiceWitness.start(targets.witnessPort, { clock, onFailure }),
    ),
  );
  const watch = setInterval(() => {
    const waitingMs = Math.max(...witnesses.map((witness) => witness.waitingMs));
    if (waitingMs > MAX_WITNESS_WAIT_MS) {
      onFailure(`A witness has waited ${Math.round(waitingMs)} ms for its answer.`);
    }
  }, 1_000);
  const sessions = new Map<string, number>();
  let frames = 0;
  let next = 0;
  const play = async (untilSession: number): Promise<void> => {
    const lane = async (): Promise<void> => {
      while (next < untilSession && failures.length === 0) {
        const random = Random.of(seed, next);
        next += 1;
        const kind = pickLiveSession(random);
        sessions.set(kind, (sessions.get(kind) ?? 0) + 1);
        const sent = await playLiveSession(kind, targets, random);
        frames += sent;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  };

  const startedAt = performance.now();
  await play(sessionCount * WARM_UP_SHARE);
  const before = await settled(targets, clock);
  await play(sessionCount);
  const after = await settled(targets, clock);

  clearInterval(watch);
  await Promise.all(witnesses.map((witness) => witness.stop()));
  failures.push(...judge(before, after));
  const latenciesMs = witnesses.flatMap((witness) => witness.latenciesMs);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { seconds, sessions, frames, latenciesMs, before, after, failures };
}

/** Once no hostile client is left. */
async function settled(targets: LiveTargets, clock: Clock): Promise<LiveMeasurement> {
  targets.cut();
  const deadline = clock.now() + SETTLE_MS;
  let measurement = await targets.measure();
  while (measurement.clients > 0 && clock.now() < deadline) {
    await delay(200);
    measurement = await targets.measure();
  }
  return measurement;
}

function judge(before: LiveMeasurement, after: LiveMeasurement): readonly string[] {
  return [
    ...(after.clients > 0 ? [`${after.clients} clients were left behind.`] : []),
    ...(after.heapBytes - before.heapBytes > MAX_GROWTH_BYTES
      ? [`The heap grew from ${before.heapBytes} to ${after.heapBytes} bytes between two rests.`]
      : []),
    ...after.complaints.slice(0, MAX_COMPLAINTS),
  ];
}
