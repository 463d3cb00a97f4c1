/**
 * What the log says of an endpoint that cannot be reached: a line when that begins, one for each other reason, and one
 * when it ends. Rules: docs/spec/azure-signalr.md, AZ-64 and AZ-65.
 */

import type { Clock, Logger } from '@parley/signalr-server';
import type { AzureSignalRError, AzureSignalRErrorCode } from '../errors.ts';

export interface OutageLogOptions {
  /** Of the endpoint, as people call it. */
  readonly endpoint: string;
  readonly hub: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

const DENIED =
  'Azure SignalR Service does not accept the key or token of this server: compare its connection string with the portal. It is tried again about once a minute';
const UNREACHABLE =
  'Azure SignalR Service cannot be reached: clients of the hub cannot connect there until it is back';
const REFUSING =
  'Azure SignalR Service takes no more messages from this server: its quota may be used up';

/** A refusal of the same day is not said again with each new connection. */
const REFUSAL_SAID_FOR_MS = 3_600_000;

export class OutageLog {
  readonly #options: OutageLogOptions;
  #beganAtMs: number | undefined;
  #reason: AzureSignalRErrorCode | undefined;
  #refusalSaidAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: OutageLogOptions) {
    this.#options = options;
  }

  /** An attempt has failed, or the last connection has gone. */
  failed(error: AzureSignalRError): void {
    const { clock, logger } = this.#options;
    if (error.code === 'service-refused') {
      // It was there, and said what it had to say.
      this.lostOne(error);
      return;
    }
    this.#beganAtMs ??= clock.now();
    if (this.#reason === error.code) {
      logger.debug({ ...this.#fields, error }, 'Azure SignalR Service still cannot be reached');
      return;
    }
    this.#reason = error.code;
    logger.error({ ...this.#fields, error }, error.code === 'access-denied' ? DENIED : UNREACHABLE);
  }

  /** A connection is open. */
  opened(): void {
    const { clock, logger } = this.#options;
    if (this.#beganAtMs !== undefined) {
      const outageMs = Math.round(clock.now() - this.#beganAtMs);
      logger.warn({ ...this.#fields, outageMs }, 'Azure SignalR Service is back');
    }
    this.#beganAtMs = undefined;
    this.#reason = undefined;
  }

  /** One connection of several has gone. */
  lostOne(error: AzureSignalRError): void {
    const text = 'A connection to Azure SignalR Service has gone and is replaced';
    this.#options.logger.debug({ ...this.#fields, error }, text);
  }

  refused(reason: string): void {
    const { clock, logger } = this.#options;
    const now = clock.now();
    if (now - this.#refusalSaidAtMs >= REFUSAL_SAID_FOR_MS) {
      this.#refusalSaidAtMs = now;
      logger.error({ ...this.#fields, reason }, REFUSING);
    }
  }

  get #fields(): { readonly endpoint: string; readonly hub: string } {
    const { endpoint, hub } = this.#options;
    return { endpoint, hub };
  }
}
