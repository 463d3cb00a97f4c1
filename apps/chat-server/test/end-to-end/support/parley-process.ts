/** The chat server as people start it: a process of its own, on the real model, with a data folder. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

export class ParleyProcess implements AsyncDisposable {
  readonly #folder: string;
  readonly #flags: readonly string[];
  #child: ChildProcess;
  #url: string;

  private constructor(parts: { folder: string; flags: readonly string[]; started: Started }) {
    this.#folder = parts.folder;
    this.#flags = parts.flags;
    this.#child = parts.started.child;
    this.#url = parts.started.url;
  }

  static async start(flags: readonly string[] = []): Promise<ParleyProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
    return new ParleyProcess({
      folder,
      flags,
      started: await startMain(folder, ['--port', '0', ...flags]),
    });
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

  /** Starts it again on the same port and the same data. */
  async restart(): Promise<void> {
    const { port } = new URL(this.#url);
    const started = await startMain(this.#folder, ['--port', port, ...this.#flags]);
    this.#child = started.child;
    this.#url = started.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Resolves when the server has printed its address; rejects with its output when it ends instead. */
async function startMain(folder: string, flags: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, '--data', folder, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));

  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(`${line}\n`);
      const url = /Parley is at (http:\/\/\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve({ child, url });
    });
    child.once('exit', (code) =>
      reject(new Error(`the server ended with code ${code}:\n${output.join('')}`)),
    );
  });
}
