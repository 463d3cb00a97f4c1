/** A run: so many frames in sessions side by side, watched by witnesses and measured before and after. */

import { setTimeout as delay } from 'node:timers/promises';
import type { FuzzedServer, Measurement } from './fuzzed-server.ts';
import { Random } from '../random.ts';
import { createSteadyClock } from '../steady-clock.ts';
import { pickSession, playSession } from './sessions.ts';
import { Witness } from './witness.ts';

export interface FuzzOptions {
  readonly frames: number;
  readonly seed: number;
  /** The run ends then, whatever is left of the frames. */
  readonly seconds: number;
  /** Sessions side by side. */
  readonly lanes: number;
  /** Only this session of the run. */
  readonly only?: number;
}

/** A connection that should not have ended so, with what it had sent. */
export interface Offence {
  readonly session: number;
  readonly transport: string;
  readonly what: string;
  readonly lastFrames: readonly Buffer[];
}

export interface FuzzReport {
  readonly seconds: number;
  readonly sessions: number;
  /** By how hostile they were. */
  readonly frames: ReadonlyMap<string, number>;
  /** By transport and how it ended. */
  readonly ends: ReadonlyMap<string, number>;
  readonly offences: readonly Offence[];
  readonly latenciesMs: readonly number[];
  readonly before: Measurement;
  readonly during: readonly Measurement[];
  readonly after: Measurement;
  /** Of the server, the witnesses and the memory. */
  readonly failures: readonly string[];
}

const WITNESSES = 2;
const MAX_OFFENCES = 5;
const MAX_WITNESS_WAIT_MS = 5_000;
/** The table of what the run was given, filled by a first part of it that is not counted as growth. */
const WARM_UP_SHARE = 0.1;
const SETTLE_MS = 10_000;
/** A leak grows with the connections; this is what a heap does by itself. */
const MAX_GROWTH_BYTES = 6 * 1_048_576;

const NOTHING: Measurement = {
  heapBytes: 0,
  rssBytes: 0,
  connections: 0,
  sockets: 0,
  hub: { calls: 0, connected: 0, disconnected: 0 },
  complaints: [],
};

export async function runFuzz(
  server: FuzzedServer,
  options: FuzzOptions,
  failures: string[] = [],
): Promise<FuzzReport> {
  const run = new FuzzRun(server, options, failures);
  return run.run();
}

class FuzzRun {
  readonly #server: FuzzedServer;
  readonly #options: FuzzOptions;
  readonly #failures: string[];
  readonly #clock = createSteadyClock();
  readonly #frames = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly #offences: Offence[] = [];
  readonly #during: Measurement[] = [];
  #sent = 0;
  #session = 0;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(server: FuzzedServer, options: FuzzOptions, failures: string[]) {
    this.#server = server;
    this.#options = options;
    this.#failures = failures;
  }

  async run(): Promise<FuzzReport> {
    const startedAt = performance.now();
    this.#deadline = startedAt + this.#options.seconds * 1_000;
    const witnesses = await Promise.all(
      Array.from({ length: WITNESSES }, () =>
        Witness.start(this.#server.port, {
          clock: this.#clock,
          onFailure: (text) => this.#failures.push(text),
        }),
      ),
    );
    const watch = this.#watch(witnesses);

    await this.#play(this.#options.frames * WARM_UP_SHARE);
    const before = await this.#settled(WITNESSES);
    for (let part = 1; part <= 4; part += 1) {
      await this.#play(this.#options.frames * (WARM_UP_SHARE + (part * (1 - WARM_UP_SHARE)) / 4));
      this.#during.push(await this.#measure());
    }
    const after = await this.#settled(WITNESSES);

    clearInterval(watch);
    const reports = await Promise.all(witnesses.map((witness) => witness.stop()));
    this.#judge(before, after);
    return {
      seconds: (performance.now() - startedAt) / 1_000,
      sessions: this.#session,
      frames: this.#frames,
      ends: this.#ends,
      offences: this.#offences,
      latenciesMs: reports.flatMap(({ latenciesMs }) => latenciesMs),
      before,
      during: this.#during,
      after,
      failures: this.#failures,
    };
  }

  /** Sessions side by side until so many frames are sent in all. */
  async #play(frames: number): Promise<void> {
    const lane = async (): Promise<void> => {
      while (!this.#isOver(frames)) {
        await this.#playSession(this.#session++);
      }
    };
    await Promise.all(Array.from({ length: this.#options.lanes }, lane));
  }

  #isOver(frames: number): boolean {
    return (
      this.#sent >= frames ||
      this.#failures.length > 0 ||
      this.#offences.length >= MAX_OFFENCES ||
      performance.now() > this.#deadline
    );
  }

  async #playSession(session: number): Promise<void> {
    const { seed, only } = this.#options;
    const random = Random.of(seed, session);
    const transport = pickSession(random);
    const lastFrames: Buffer[] = [];
    if (only !== undefined && only !== session) {
      this.#sent += 1;
      return;
    }
    const end = await playSession(transport, {
      port: this.#server.port,
      random,
      onSent: (kind, bytes) => {
        this.#sent += 1;
        this.#frames.set(kind, (this.#frames.get(kind) ?? 0) + 1);
        lastFrames.push(bytes);
      },
    });
    if (end.kind === 'specified') {
      const key = `${transport}: ${end.how}`;
      this.#ends.set(key, (this.#ends.get(key) ?? 0) + 1);
    } else {
      this.#offences.push({ session, transport, what: end.what, lastFrames: lastFrames.slice(-5) });
    }
  }

  #watch(witnesses: readonly Witness[]): NodeJS.Timeout {
    return setInterval(() => {
      const waitingMs = Math.max(...witnesses.map((witness) => witness.waitingMs));
      if (waitingMs > MAX_WITNESS_WAIT_MS) {
        this.#failures.push(`A witness has waited ${Math.round(waitingMs)} ms for its answer.`);
      }
    }, 1_000);
  }

  /** Of a server that has crashed, nothing. */
  async #measure(): Promise<Measurement> {
    try {
      return await this.#server.measure();
    } catch (error) {
      this.#failures.push(String(error));
      return NOTHING;
    }
  }

  /** Once nobody is there but the witnesses; what is still there then is left behind. */
  async #settled(connections: number): Promise<Measurement> {
    const deadline = this.#clock.now() + SETTLE_MS;
    let measurement = await this.#measure();
    while (
      measurement !== NOTHING &&
      measurement.connections !== connections &&
      this.#clock.now() < deadline
    ) {
      await delay(200);
      measurement = await this.#measure();
    }
    return measurement;
  }

  #judge(before: Measurement, after: Measurement): void {
    if (after.connections !== WITNESSES) {
      this.#failures.push(`${after.connections - WITNESSES} connections were left behind.`);
    }
    const stillThere = after.hub.connected - after.hub.disconnected;
    if (stillThere !== WITNESSES) {
      this.#failures.push(
        `The hub never heard of the end of ${stillThere - WITNESSES} connections.`,
      );
    }
    if (after.heapBytes - before.heapBytes > MAX_GROWTH_BYTES) {
      this.#failures.push(
        `The heap grew from ${before.heapBytes} to ${after.heapBytes} bytes between two rests.`,
      );
    }
    this.#failures.push(...after.complaints.slice(0, MAX_OFFENCES));
  }
}
