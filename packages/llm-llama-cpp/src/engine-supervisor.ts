/** Keeps an engine process running: starts it, starts it again when it crashed, gives up, ends it. */

import { LanguageModelError } from '@parley/llm';
import type { ModelStatus } from '@parley/llm';
import { EngineProcess } from './engine-process.ts';
import type { EngineCommand, EngineSettings } from './ipc/engine-command.ts';
import type { EngineReport, LoadedModel, ReplyReport } from './ipc/engine-report.ts';
import { decideRestart } from './restart-policy.ts';

export type LogLevel = 'info' | 'warn' | 'error';

export interface EngineSupervisorOptions {
  readonly settings: EngineSettings;
  readonly silenceMs: number;
  readonly onStatus: (status: ModelStatus) => void;
  readonly onReply: (report: ReplyReport) => void;
  readonly onCounted: (id: number, counts: readonly number[]) => void;
  /** The process is gone, and with it every request that it had. */
  readonly onLost: (error: LanguageModelError) => void;
  readonly onLog: (level: LogLevel, text: string) => void;
}

type State =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'running'; readonly process: EngineProcess }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'closed'; readonly ended: Promise<void> };

export class EngineSupervisor {
  readonly #options: EngineSupervisorOptions;
  #state: State = { kind: 'stopped' };
  #status: ModelStatus = { state: 'stopped' };
  #model: LoadedModel | undefined;
  #crashes: readonly number[] = [];
  #waiting: {
    readonly resolve: (model: LoadedModel) => void;
    readonly reject: (error: LanguageModelError) => void;
  }[] = [];

  constructor(options: EngineSupervisorOptions) {
    this.#options = options;
  }

  get status(): ModelStatus {
    return this.#status;
  }

  get model(): LoadedModel | undefined {
    return this.#model;
  }

  get pid(): number | undefined {
    return this.#state.kind === 'running' ? this.#state.process.pid : undefined;
  }

  /** Starts it unless it runs or is about to. Resolves when it is ready. */
  async start(): Promise<void> {
    if (this.#state.kind === 'stopped') {
      this.#crashes = [];
      this.#spawn({ state: 'starting', step: 'loading', progress: 0 });
    }
    await this.whenReady();
  }

  /** @throws {LanguageModelError} */
  whenReady(): Promise<LoadedModel> {
    const status = this.#status;
    switch (status.state) {
      case 'ready':
        return this.#model === undefined
          ? Promise.reject(notRunning())
          : Promise.resolve(this.#model);
      case 'failed':
        return Promise.reject(status.error);
      case 'stopped':
        return Promise.reject(notRunning());
      case 'starting':
        return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }
  }

  send(command: EngineCommand): void {
    if (this.#state.kind === 'running') this.#state.process.send(command);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'closed') {
      if (state.kind === 'waiting') clearTimeout(state.timer);
      const ended = state.kind === 'running' ? state.process.close() : Promise.resolve();
      this.#state = { kind: 'closed', ended };
      this.#options.onLost(notRunning());
      this.#settle({ state: 'stopped' });
      await ended;
    } else {
      await state.ended;
    }
  }

  #spawn(status: ModelStatus): void {
    this.#settle(status);
    try {
      const process = new EngineProcess({
        silenceMs: this.#options.silenceMs,
        onReport: (report) => this.#receive(report),
        onExit: (reason) => this.#exited(reason),
      });
      this.#state = { kind: 'running', process };
      process.send({ type: 'load', settings: this.#options.settings });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#fail(
        new LanguageModelError('engine-missing', `The engine cannot be started: ${detail}`, {
          cause: error,
        }),
      );
    }
  }

  #receive(report: EngineReport): void {
    switch (report.type) {
      case 'starting':
        this.#settle({ state: 'starting', step: report.step, progress: report.progress });
        break;
      case 'ready':
        this.#model = report.model;
        this.#settle({ state: 'ready' });
        break;
      case 'failed':
        this.#fail(new LanguageModelError(report.code, report.message));
        break;
      case 'counted':
        this.#options.onCounted(report.id, report.counts);
        break;
      case 'log':
        this.#options.onLog(report.level, report.text);
        break;
      case 'alive':
        break;
      case 'queued':
      case 'started':
      case 'reading':
      case 'text':
      case 'ended':
      case 'refused':
        this.#options.onReply(report);
        break;
    }
  }

  /** What the file says of itself will not change by trying again. */
  #fail(error: LanguageModelError): void {
    const state = this.#state;
    this.#state = { kind: 'stopped' };
    this.#settle({ state: 'failed', error });
    if (state.kind === 'running') void state.process.kill();
  }

  #exited(reason: string): void {
    if (this.#state.kind !== 'running') return;
    const error = new LanguageModelError(
      'engine-crashed',
      `The engine of the model has ended unexpectedly (${reason}).`,
    );
    const decision = decideRestart(this.#crashes, Date.now());
    this.#crashes = decision.crashes;
    this.#options.onLog('error', error.message);

    if (decision.kind === 'give-up') {
      this.#state = { kind: 'stopped' };
      this.#settle({ state: 'failed', error });
    } else {
      const timer = setTimeout(() => this.#spawn(RESTARTING), decision.delayMs);
      this.#state = { kind: 'waiting', timer };
      this.#settle(RESTARTING);
    }
    this.#options.onLost(error);
  }

  #settle(status: ModelStatus): void {
    this.#status = status;
    if (status.state !== 'starting') {
      for (const { resolve, reject } of this.#waiting.splice(0)) {
        this.whenReady().then(resolve, reject);
      }
    }
    this.#options.onStatus(status);
  }
}

const RESTARTING: ModelStatus = { state: 'starting', step: 'restarting', progress: undefined };

function notRunning(): LanguageModelError {
  return new LanguageModelError('not-ready', 'The model is not running.');
}
