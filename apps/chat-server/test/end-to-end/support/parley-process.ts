/** The chat server as people start it: a process of its own, on the real model, with a data folder. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import { findOwnPort } from '../../../../../tools/test/support/find-own-port.ts';
import { openCarriage } from '../../support/carriage.ts';
import type { Carriage } from '../../support/carriage.ts';

/** Threads of one reply wait for each other, and for long where something else has their processors. */
const CALM = ['--threads=1', '--gpu=none'];
const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

export class ParleyProcess implements AsyncDisposable {
  readonly #folder: string;
  readonly #flags: readonly string[];
  /** What people connect through; `undefined`: the server itself. */
  #emulator: RunningEmulator | undefined;
  #child: ChildProcess;
  #url: string;

  private constructor(parts: ProcessParts) {
    this.#folder = parts.folder;
    this.#flags = parts.flags;
    this.#emulator = parts.emulator;
    this.#child = parts.started.child;
    this.#url = parts.started.url;
  }

  static async start(carriage: Carriage, settings: readonly string[] = []): Promise<ParleyProcess> {
    const flags = [...CALM, ...settings];
    const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
    const emulator = await openCarriage(carriage);
    const port = String(await findOwnPort());
    const started = await startMain(['--data', folder, '--port', port, ...flags], emulator);
    return new ParleyProcess({ folder, flags, emulator, started });
  }

  get url(): string {
    return this.#url;
  }

  /** Ends the process as a crash would: nothing of its own runs after this. */
  async kill(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** Ends the service that people connect through; the server stays. */
  async endService(): Promise<void> {
    await this.#emulator?.close();
  }

  /** Starts the service again where it was. */
  async restartService(): Promise<void> {
    if (this.#emulator === undefined) throw new Error('people connect to the server itself');
    const { port } = new URL(this.#emulator.url);
    this.#emulator = await startEmulator({ port: Number(port) });
  }

  /** Starts it again on the same port and the same data. */
  async restart(): Promise<void> {
    const { port } = new URL(this.#url);
    const flags = ['--data', this.#folder, '--port', port, ...this.#flags];
    const started = await startMain(flags, this.#emulator);
    this.#child = started.child;
    this.#url = started.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    await this.#emulator?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface ProcessParts {
  readonly folder: string;
  readonly flags: readonly string[];
  readonly emulator: RunningEmulator | undefined;
  readonly started: Started;
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Resolves when people can connect to the server; rejects with its output when it ends instead. */
async function startMain(
  flags: readonly string[],
  emulator: RunningEmulator | undefined,
): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AZURE_SIGNALR_CONNECTION_STRING: emulator?.connectionString ?? '' },
  });
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const isReady = emulator === undefined ? /Parley is at/ : /Azure SignalR Service is connected/;

  return new Promise((resolve, reject) => {
    let url = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(`${line}\n`);
      url = /Parley is at (http:\/\/\S+)/.exec(line)?.[1] ?? url;
      if (isReady.test(line)) resolve({ child, url });
    });
    child.once('exit', (code) =>
      reject(new Error(`the server ended with code ${code}:\n${output.join('')}`)),
    );
  });
}
