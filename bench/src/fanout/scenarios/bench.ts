/** One server and one generator, freshly started for one measurement and ended with it. */

import { Generator } from '../load/generator.ts';
import type { OpenReport } from '../load/generator.ts';
import { BenchmarkedServer } from '../servers/benchmarked-server.ts';
import type { Audience, ServerName } from '../servers/benchmarked-server.ts';

/** What the command line decides about every scenario. */
export interface ScenarioSettings {
  /** Of each measured stretch. */
  readonly seconds: number;
  /** Deliveries a second, of the open loop. */
  readonly rates: readonly number[];
  /** Whether the open loop goes on to higher rates after a backlog has grown. */
  readonly goesOnAfterBacklog: boolean;
  /** Of the room and of the idle ones: 10,000 where so many files may be open. */
  readonly manyConnections: number;
  /** A line of progress. */
  readonly say: (line: string) => void;
}

export interface BenchRequest {
  readonly name: ServerName;
  readonly audience: Audience;
}

export class Bench implements AsyncDisposable {
  readonly server: BenchmarkedServer;
  readonly generator: Generator;

  private constructor(server: BenchmarkedServer, generator: Generator) {
    this.server = server;
    this.generator = generator;
  }

  static async start({ name, audience }: BenchRequest): Promise<Bench> {
    const server = await BenchmarkedServer.start(name, audience);
    return new Bench(server, await Generator.start());
  }

  open(count: number): Promise<OpenReport> {
    const { kind, ready } = this.server;
    return this.generator.open({ kind, port: ready.port, count });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.generator[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
