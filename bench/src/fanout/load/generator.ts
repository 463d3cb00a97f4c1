/** The generator's process as the runner drives it. */

import { fileURLToPath } from 'node:url';
import { ControlledProcess } from '../controlled-process.ts';
import { onCore } from '../pinning.ts';
import { processFigures } from '../process-figures.ts';
import type { ProcessFigures } from '../process-figures.ts';
import type { OpenRequest } from './connection-pool.ts';
import type { InvocationsReport } from './invocations.ts';
import type { MeasurementReport, MeasurementRequest } from './measurement.ts';
import type { OneAtATimeReport, OneAtATimeRequest } from './one-at-a-time.ts';

const PROGRAM = fileURLToPath(new URL('generator-program.js', import.meta.url));
const CORE = 1;

export interface OpenReport {
  readonly seconds: number;
  readonly idleShare: number;
}

export interface DrainRequest {
  /** Since the server was started. */
  readonly recordsPerConnection: number;
  readonly timeoutMs: number;
  /** So many connections, from the last backwards, are not looked at. */
  readonly except: number;
}

/** That every record was counted: `least` and `most` are what was sent, and nothing is missing in the sample. */
export interface DrainReport {
  /** Records of the connection with the fewest, and of that with the most. */
  readonly least: number;
  readonly most: number;
  readonly gaps: number;
  readonly malformed: number;
  readonly sampled: number;
  /** Connections that ended. */
  readonly lost: number;
  readonly ms: number;
}

export class Generator implements AsyncDisposable {
  readonly #process: ControlledProcess;

  private constructor(process: ControlledProcess) {
    this.#process = process;
  }

  static async start(): Promise<Generator> {
    const started = await ControlledProcess.start(onCore(CORE, [process.execPath, PROGRAM]));
    return new Generator(started.process);
  }

  open(request: OpenRequest): Promise<OpenReport> {
    return this.#process.ask('open', request);
  }

  /** From `startUs` on; the report is complete when `seconds` have passed since. */
  measure(request: MeasurementRequest): Promise<void> {
    return this.#process.ask('measure', request);
  }

  drain(request: DrainRequest): Promise<DrainReport> {
    return this.#process.ask('drain', request);
  }

  report(): Promise<MeasurementReport> {
    return this.#process.ask('report');
  }

  oneAtATime(request: OneAtATimeRequest): Promise<OneAtATimeReport> {
    return this.#process.ask('oneAtATime', request);
  }

  invoke(seconds: number): Promise<InvocationsReport> {
    return this.#process.ask('invoke', { seconds });
  }

  stopReading(): Promise<void> {
    return this.#process.ask('stopReading');
  }

  close(): Promise<void> {
    return this.#process.ask('close');
  }

  /** CPU time and memory, from outside. */
  used(): Promise<ProcessFigures> {
    return processFigures(this.#process.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
