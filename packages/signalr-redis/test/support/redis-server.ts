/** A real Redis on a port of its own, with nothing kept, that a test can kill and bring back. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findOwnPort } from '../../../../tools/test/support/find-own-port.ts';

/** None outlives the tests, not even of a test that was given up. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
  }

  /** `settings` are arguments of redis-server. */
  static async start(settings: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await findOwnPort(), settings);
    await server.start();
    return server;
  }

  /** A Sentinel that watches the master as `main`. */
  static async startSentinel(master: RedisServer): Promise<RedisServer> {
    const sentinel = new RedisServer(await findOwnPort(), []);
    // Sentinel writes what it learns into its file.
    const file = join(sentinel.#folder, 'sentinel.conf');
    writeFileSync(
      file,
      `port ${sentinel.port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${master.port} 1\n`,
    );
    await sentinel.#run([file, '--sentinel'], 'Sentinel ID is');
    return sentinel;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    await this.#run(this.#arguments(), 'Ready to accept connections');
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child !== undefined && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  /** It holds its connections open and answers nothing. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(values: readonly string[], readiness: string): Promise<void> {
    const child = spawn(redisProgram(), values, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#process = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stdout.setEncoding('utf8');
    let log = '';
    for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
      log += String(text);
      if (log.includes(readiness)) {
        child.stdout.resume();
        return;
      }
    }
    throw new Error(`redis-server ended:\n${log}`);
  }

  #arguments(): readonly string[] {
    const settings = {
      port: String(this.port),
      bind: '127.0.0.1',
      dir: this.#folder,
      save: '',
      appendonly: 'no',
      loglevel: 'notice',
    };
    const known = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    return [...known, ...this.#settings];
  }
}

function redisProgram(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found =
    process.env['PARLEY_REDIS'] ??
    folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      'These tests need redis-server: install it (Debian and Ubuntu: apt-get install redis-server), ' +
        'or set PARLEY_REDIS to the path of one.',
    );
  }
  return found;
}
