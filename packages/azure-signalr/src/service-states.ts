/** Whether the service is there, and who waits for it. Rules: docs/spec/azure-signalr.md, AZ-95 to AZ-98. */

import type { Logger } from '@parley/signalr-server';
import type { AzureSignalRState } from './azure-signalr.ts';
import { AzureSignalRError } from './errors.ts';

export class ServiceStates {
  readonly #onStateChange: ((state: AzureSignalRState) => void) | undefined;
  #state: AzureSignalRState = 'connecting';
  #waiters: readonly (() => void)[] = [];

  constructor(onStateChange: ((state: AzureSignalRState) => void) | undefined) {
    this.#onStateChange = onStateChange;
  }

  get state(): AzureSignalRState {
    return this.#state;
  }

  enter(state: AzureSignalRState, logger: Logger): void {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    for (const wake of this.#waiters) {
      wake();
    }
    try {
      this.#onStateChange?.(state);
    } catch (error) {
      logger.error({ error, state }, 'What listens to the state of Azure SignalR Service failed');
    }
  }

  /**
   * Resolves once the service is online, however many attempts it takes.
   *
   * @throws {AzureSignalRError} `service-unavailable` when the signal aborts; `service-closed`.
   */
  async online(signal: AbortSignal | undefined): Promise<void> {
    while (this.#state !== 'online') {
      if (this.#state === 'closed') {
        throw new AzureSignalRError('service-closed', 'The server has closed.');
      }
      if (signal?.aborted === true) {
        const text = 'Azure SignalR Service could not be reached.';
        throw new AzureSignalRError('service-unavailable', text, { cause: signal.reason });
      }
      await this.#changed(signal);
    }
  }

  #changed(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', wake);
        this.#waiters = this.#waiters.filter((waiter) => waiter !== wake);
        resolve();
      };
      signal?.addEventListener('abort', wake);
      this.#waiters = [...this.#waiters, wake];
    });
  }
}
