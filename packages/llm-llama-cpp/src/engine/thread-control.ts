/** Chooses the number of threads at the start, and changes it while the engine runs. */

import { availableParallelism } from 'node:os';
import { workOf } from './batch-clock.ts';
import type { TimedBatch } from './batch-clock.ts';
import type { LoadedEngine } from './load-model.ts';
import type { ReadingPace } from './reading-pace.ts';
import { probeSpeed } from './speed-probe.ts';
import { calibrateThreads } from './thread-calibration.ts';
import { observe, startGoverning } from './thread-governor.ts';
import type { GovernorState } from './thread-governor.ts';

export class ThreadControl {
  readonly #engine: LoadedEngine;
  /** Absent when the number of threads was given. */
  #state: GovernorState | undefined;

  constructor(engine: LoadedEngine) {
    this.#engine = engine;
  }

  /** Also reads the model's file into memory, which would make the first reply slow. */
  async start(threads: 'auto' | number, pace: ReadingPace): Promise<void> {
    const { llama, sequences } = this.#engine;
    const [sequence] = sequences;
    if (sequence === undefined) return;

    llama.maxThreads = threads === 'auto' ? 1 : threads;
    const first = await probeSpeed(sequence);
    pace.record(first.readTokensPerMs);
    if (threads === 'auto') await this.#calibrate(pace);
  }

  record(batch: TimedBatch): void {
    if (this.#state === undefined) return;
    const { elapsedMs } = batch;
    this.#state = observe(this.#state, { work: workOf(batch), elapsedMs, now: performance.now() });
    this.#engine.llama.maxThreads = this.#state.threads;
  }

  async #calibrate(pace: ReadingPace): Promise<void> {
    const { llama, sequences } = this.#engine;
    const [sequence] = sequences;
    if (sequence === undefined) return;

    // Two threads of one physical core only wait for each other.
    const mostThreads = Math.max(1, Math.min(llama.cpuMathCores, availableParallelism()));
    const { threads, speed } = await calibrateThreads(mostThreads, async (count) => {
      llama.maxThreads = count;
      const probed = await probeSpeed(sequence);
      pace.record(probed.readTokensPerMs);
      return probed.speed;
    });
    llama.maxThreads = threads;
    this.#state = startGoverning({
      threads,
      mostThreads,
      usualSpeed: speed,
      now: performance.now(),
    });
  }
}
