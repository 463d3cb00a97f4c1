/** Servers and the emulator as processes of their own, which die as processes do. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RunningServer } from './balancer.ts';
import type { JournalPort } from './journal-hub.mjs';

const SERVER = fileURLToPath(new URL('server-process.mjs', import.meta.url));
const EMULATOR = fileURLToPath(new URL('emulator-process.mjs', import.meta.url));

type FromServer =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'logged'; readonly text: string; readonly fields: string }
  | {
      readonly kind: 'question';
      readonly number: number;
      readonly question:
        readonly ['append', id: string, text: string] | readonly ['since', sequence: number];
    };

export class ServerProcess implements RunningServer, AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: string;
  /** As whole lines. */
  readonly log: readonly string[];

  private constructor(child: ChildProcess, url: string, log: readonly string[]) {
    this.#child = child;
    this.url = url;
    this.log = log;
  }

  /** Connected to the service. */
  static async start(
    connectionString: string,
    journal: JournalPort,
    { serverConnections = 2 } = {},
  ): Promise<ServerProcess> {
    const child = fork(SERVER, [connectionString, `${serverConnections}`], { execArgv: [] });
    const log: string[] = [];
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => {
        reject(new Error(`The server ended with ${code}: are the packages built?`));
      });
      child.on('message', (message: FromServer) => {
        switch (message.kind) {
          case 'listening':
            resolve(message.url);
            break;
          case 'logged':
            log.push(`${message.text} ${message.fields}`);
            break;
          case 'question':
            void answer(child, journal, message);
        }
      });
    });
    return new ServerProcess(child, url, log);
  }

  kill(): Promise<void> {
    return kill(this.#child);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

async function answer(
  child: ChildProcess,
  journal: JournalPort,
  { number, question }: Extract<FromServer, { kind: 'question' }>,
): Promise<void> {
  const result =
    question[0] === 'append'
      ? await journal.append(question[1], question[2])
      : await journal.since(question[1]);
  if (child.connected) {
    child.send({ number, answer: result });
  }
}

export class EmulatorProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: string;
  readonly connectionString: string;

  private constructor(child: ChildProcess, where: { url: string; connectionString: string }) {
    this.#child = child;
    this.url = where.url;
    this.connectionString = where.connectionString;
  }

  static async start(port: number): Promise<EmulatorProcess> {
    const child = fork(EMULATOR, [`${port}`], { execArgv: [] });
    const [where] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error('The emulator did not start: are the packages built?');
      }),
    ])) as [{ url: string; connectionString: string }];
    return new EmulatorProcess(child, where);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  kill(): Promise<void> {
    return kill(this.#child);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** As the machine would, without a word to anybody. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
