/** A server under test, in a process of its own on the first core. */

import { fileURLToPath } from 'node:url';
import { ControlledProcess } from '../controlled-process.ts';
import type { ServerKind } from '../load/opening.ts';
import { onCore } from '../pinning.ts';
import { processFigures } from '../process-figures.ts';
import type { ProcessFigures } from '../process-figures.ts';
import type { ProduceReport, ProduceRequest } from './paced-sender.ts';
import type { ServerFigures, ServerReady } from './serve-benchmark.ts';

const CORE = 0;

export const SERVER_NAMES = ['ours', 'aspnet', 'socket.io', 'ws'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

interface ServerProgram {
  readonly title: string;
  readonly kind: ServerKind;
  readonly command: readonly string[];
}

const SERVERS: Readonly<Record<ServerName, ServerProgram>> = {
  ours: { title: 'ours', kind: 'signalr', command: nodeCommand('parley-program.js') },
  aspnet: {
    title: 'ASP.NET Core',
    kind: 'signalr',
    command: [
      'dotnet',
      fileURLToPath(
        new URL(
          '../../../dotnet/fanout-server/bin/Release/net10.0/fanout-server.dll',
          import.meta.url,
        ),
      ),
    ],
  },
  'socket.io': {
    title: 'socket.io',
    kind: 'socket.io',
    command: nodeCommand('socket-io-program.js'),
  },
  ws: { title: 'ws, naive', kind: 'plain', command: nodeCommand('naive-ws-program.js') },
};

export function titleOf(name: ServerName): string {
  return SERVERS[name].title;
}

/** Whom the records go to: everybody there is, or a room that every client is put in as it connects. */
export type Audience = 'everybody' | 'room';

export class BenchmarkedServer implements AsyncDisposable {
  readonly name: ServerName;
  readonly kind: ServerKind;
  readonly ready: ServerReady;
  readonly #process: ControlledProcess;

  private constructor(name: ServerName, process: ControlledProcess, ready: ServerReady) {
    this.name = name;
    this.kind = SERVERS[name].kind;
    this.ready = ready;
    this.#process = process;
  }

  static async start(name: ServerName, audience: Audience): Promise<BenchmarkedServer> {
    const flags = audience === 'room' ? ['--room'] : [];
    const command = onCore(CORE, [...SERVERS[name].command, ...flags]);
    const { process, ready } = await ControlledProcess.start<ServerReady>(command);
    return new BenchmarkedServer(name, process, ready);
  }

  produce(request: ProduceRequest): Promise<ProduceReport> {
    return this.#process.ask('produce', request);
  }

  figures(): Promise<ServerFigures> {
    return this.#process.ask('figures');
  }

  collectGarbage(): Promise<void> {
    return this.#process.ask('collectGarbage');
  }

  /** CPU time and memory, from outside. */
  used(): Promise<ProcessFigures> {
    return processFigures(this.#process.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

function nodeCommand(program: string): readonly string[] {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return [process.execPath, '--expose-gc', path];
}
