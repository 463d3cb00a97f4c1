/** A process that `serveCommands` (or the same in another language) runs in, as the runner sees it. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AnswerLine, CommandLine } from './control-line.ts';

const KILL_AFTER_MS = 3_000;

/** Still running; the runner ends them when it is interrupted. */
const running = new Set<ChildProcess>();

/** By process id, at once. For a runner that must go. */
export function killAllProcesses(): void {
  for (const child of running) {
    child.kill('SIGKILL');
  }
}

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class ControlledProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #ready: Pending | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    running.add(child);
    child.on('exit', (code, signal) => this.#exited(`it ended (${signal ?? code})`));
    child.on('error', (error) => this.#exited(error.message));
    child.stdin?.on('error', () => undefined);
  }

  /** Resolves with the process and its first line when it has said that it is ready. */
  static async start<R>(
    command: readonly string[],
  ): Promise<{ process: ControlledProcess; ready: R }> {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const started = new ControlledProcess(child);
    const ready = await new Promise((resolve, reject) => {
      started.#ready = { resolve, reject };
      started.#listen();
    });
    return { process: started, ready: ready as R };
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @throws {Error} what the process answered with, or when it ended. */
  async ask<A>(command: string, input: unknown = null): Promise<A> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      throw new Error(`${command}: the process has ended`);
    }
    const line: CommandLine = { id: this.#nextId, do: command, input };
    this.#nextId += 1;
    const answered = new Promise((resolve, reject) => {
      this.#pending.set(line.id, { resolve, reject });
    });
    this.#child.stdin?.write(`${JSON.stringify(line)}\n`);
    return (await answered) as A;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const exited = once(this.#child, 'exit');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    this.#child.stdin?.end();
    await exited;
    clearTimeout(timer);
  }

  #listen(): void {
    if (this.#child.stdout === null) {
      throw new TypeError('the process was started without its output');
    }
    createInterface({ input: this.#child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as AnswerLine;
      if ('ready' in line) {
        this.#ready?.resolve(line.ready);
        return;
      }
      const pending = this.#pending.get(line.id);
      this.#pending.delete(line.id);
      if (line.error === undefined) {
        pending?.resolve(line.answer);
      } else {
        pending?.reject(new Error(line.error));
      }
    });
  }

  #exited(reason: string): void {
    running.delete(this.#child);
    const error = new Error(`${this.#child.spawnargs.join(' ')}: ${reason}`);
    this.#ready?.reject(error);
    for (const pending of this.#pending.values()) {
      pending.reject(error);
    }
    this.#pending.clear();
  }
}
