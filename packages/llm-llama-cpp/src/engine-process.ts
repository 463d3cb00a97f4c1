/** One engine process: its commands, its reports, its end. A process that goes silent is killed. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { engineEntryPath } from './engine-entry.ts';
import { engineEnvironment } from './engine-environment.ts';
import type { EngineCommand } from './ipc/engine-command.ts';
import { parseEngineReport } from './ipc/engine-report.ts';
import type { EngineReport } from './ipc/engine-report.ts';

/** Looks for a sign of life this many times before a silent process is killed. */
const LOOKS = 5;
/** How long a process may take to free its model before it is killed. */
const CLOSE_GRACE_MS = 5000;
/** Of what it wrote to its standard error, to say why it crashed. */
const KEPT_OUTPUT_CHARACTERS = 2000;

export interface EngineProcessOptions {
  /** How long the process may be silent; it reports every second. */
  readonly silenceMs: number;
  readonly onReport: (report: EngineReport) => void;
  /** Called once, with the reason in words. */
  readonly onExit: (reason: string) => void;
}

export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #child: ChildProcess;
  readonly #watch: NodeJS.Timeout;
  readonly #exited: Promise<void>;
  #looks = 0;
  #output = '';
  /** Why it was killed, when it was. */
  #killedBecause: string | undefined;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
    this.#child = fork(engineEntryPath(), [], {
      serialization: 'advanced',
      env: engineEnvironment(),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#watch = setInterval(() => this.#look(), options.silenceMs / LOOKS);
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        clearInterval(this.#watch);
        resolve();
        options.onExit(this.#reasonOf(code, signal));
      });
    });

    this.#child.on('message', (value) => this.#receive(value));
    this.#child.on('error', (error) => this.#kill(error.message));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-KEPT_OUTPUT_CHARACTERS);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** A command to a process that is ending is lost, as its exit is about to be reported. */
  send(command: EngineCommand): void {
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  /** Resolves when the process has ended, by itself or killed after a time of grace. */
  async close(): Promise<void> {
    this.send({ type: 'close' });
    const timer = setTimeout(() => this.#kill('it did not end in time'), CLOSE_GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    this.#kill('it was ended');
    await this.#exited;
  }

  #receive(value: unknown): void {
    this.#looks = 0;
    let report: EngineReport;
    try {
      report = parseEngineReport(value);
    } catch (error) {
      this.#kill(`it sent what nobody understands: ${String(error)}`);
      return;
    }
    if (report.type !== 'alive') this.#options.onReport(report);
  }

  /** Counts looks rather than time: when this process itself was held up, what was sent is heard first. */
  #look(): void {
    this.#looks += 1;
    if (this.#looks > LOOKS) this.#kill(`it was silent for ${this.#options.silenceMs / 1000} s`);
  }

  #kill(because: string): void {
    this.#killedBecause ??= because;
    this.#child.kill('SIGKILL');
  }

  #reasonOf(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#killedBecause !== undefined) return this.#killedBecause;
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : signal;
    const lastLine = this.#output.trim().split('\n').at(-1) ?? '';
    return lastLine === '' ? how : `${how}: ${lastLine}`;
  }
}
