/**
 * A server that is somebody whom Entra knows. Its connections show Entra's token; clients' tokens are signed with a key
 * that the service gives to whoever shows one.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-18 to AZ-22.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { AccessKeyResponseMessage } from '@parley/azure-signalr-protocol';
import type { Clock } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import { requestAccessKey } from './access-key-request.ts';
import type { SigningKey } from './access-token.ts';
import type { EntraCredential } from './entra-credential.ts';
import type { ServiceAccess } from './service-access.ts';
import type { KeyExchange } from './service-endpoint.ts';

export interface EntraAccessOptions {
  /** Called once, when a token is first needed, and again after it has failed. */
  readonly createCredential: () => Promise<EntraCredential>;
  /** Where servers connect. */
  readonly serverEndpoint: string;
  readonly clock: Clock;
}

interface KnownKey {
  readonly key: SigningKey;
  /** By the clock's `now`. */
  readonly receivedAt: number;
}

interface FailedRequest {
  readonly error: unknown;
  readonly failedAt: number;
}

const SCOPE = 'https://signalr.azure.com/.default';
/** In a header: what refuses to send anything else repeats it in its error. */
const SENDABLE = /^[\x21-\x7e]+$/;
const A_MINUTE_MS = 60_000;
const RENEWED_AFTER_MS = 55 * A_MINUTE_MS;
const UNUSABLE_AFTER_MS = 120 * A_MINUTE_MS;
const EXCHANGE_INTERVAL_MS = 10 * A_MINUTE_MS;
const REQUEST_TIMEOUT_MS = 100_000;
const RETRIED_AFTER_MS = 3_000;

export class EntraAccess implements ServiceAccess {
  readonly #options: EntraAccessOptions;
  #credential: Promise<EntraCredential> | undefined;
  #known: KnownKey | undefined;
  #request: Promise<SigningKey> | undefined;
  #failure: FailedRequest | undefined;

  readonly keyExchange: KeyExchange = {
    intervalMs: EXCHANGE_INTERVAL_MS,
    createRequest: async () => ({
      type: ServiceMessageType.accessKeyRequest,
      token: await this.#token(),
    }),
    accept: (response) => this.#accept(response),
  };

  constructor(options: EntraAccessOptions) {
    this.#options = options;
  }

  async signingKey(): Promise<SigningKey> {
    const { key } = this.#usableKey() ?? {};
    if (key === undefined) {
      return this.#renewed();
    }
    if (this.#isDueForRenewal()) {
      // Whoever waits for the key has one; the next attempt comes with the next client.
      this.#renewed().catch(() => undefined);
    }
    return key;
  }

  async serverToken(): Promise<string> {
    return this.#token();
  }

  #usableKey(): KnownKey | undefined {
    const known = this.#known;
    return known !== undefined && this.#ageMs(known.receivedAt) < UNUSABLE_AFTER_MS
      ? known
      : undefined;
  }

  #isDueForRenewal(): boolean {
    return this.#known !== undefined && this.#ageMs(this.#known.receivedAt) >= RENEWED_AFTER_MS;
  }

  #ageMs(time: number): number {
    return this.#options.clock.now() - time;
  }

  /** One request at a time, and not at once after one that has failed. */
  async #renewed(): Promise<SigningKey> {
    const failure = this.#failure;
    if (failure !== undefined && this.#ageMs(failure.failedAt) < RETRIED_AFTER_MS) {
      throw failure.error;
    }
    this.#request ??= this.#requestKey().finally(() => {
      this.#request = undefined;
    });
    return this.#request;
  }

  async #requestKey(): Promise<SigningKey> {
    try {
      const { serverEndpoint } = this.#options;
      const token = await this.#token();
      const key = await this.#bounded((signal) => requestAccessKey(serverEndpoint, token, signal));
      this.#keep(key);
      return key;
    } catch (cause) {
      const error = denied('The service gave no access key.', cause);
      this.#failure = { error, failedAt: this.#options.clock.now() };
      throw error;
    }
  }

  #keep(key: SigningKey): void {
    this.#known = { key, receivedAt: this.#options.clock.now() };
    this.#failure = undefined;
  }

  #accept({ kid, accessKey, errorType }: AccessKeyResponseMessage): void {
    const isKey = (errorType ?? '') === '' && (kid ?? '') !== '' && (accessKey ?? '') !== '';
    if (isKey && accessKey !== undefined) {
      this.#keep({ keyId: kid, accessKey });
    }
  }

  async #token(): Promise<string> {
    try {
      this.#credential ??= this.#options.createCredential();
      const credential = await this.#credential;
      const token = await this.#bounded((abortSignal) =>
        credential.getToken(SCOPE, { abortSignal }),
      );
      if (token === null || !SENDABLE.test(token.token)) {
        throw new Error('The credential gives no token.');
      }
      return token.token;
    } catch (cause) {
      this.#credential = undefined;
      throw denied('Entra gave no token.', cause);
    }
  }

  /** Whether or not the request heeds its signal: that of a managed identity does not. */
  async #bounded<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('There was no answer in time.')));
    });
    const timer = this.#options.clock.startTimer(REQUEST_TIMEOUT_MS, () => controller.abort());
    try {
      return await Promise.race([request(signal), late]);
    } finally {
      timer.cancel();
    }
  }
}

function denied(text: string, cause: unknown): AzureSignalRError {
  return cause instanceof AzureSignalRError
    ? cause
    : new AzureSignalRError('access-denied', text, { cause });
}
