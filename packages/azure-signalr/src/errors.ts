/** What goes wrong between a server and Azure SignalR Service, and whether to try again. */

interface Consequence {
  readonly isRetryable: boolean;
  /** When trying again makes sense, in milliseconds. */
  readonly retryAfterMs?: number;
}

const CONSEQUENCES = {
  /** A connection string that is none, or settings that do not go together. */
  'connection-string-invalid': { isRetryable: false },
  /** There is no server connection to the service, or it broke before the service had answered. */
  'service-unavailable': { isRetryable: true, retryAfterMs: 1_000 },
  /** The service takes less than is sent to it, and what waits has reached its bound. */
  'service-overloaded': { isRetryable: true, retryAfterMs: 1_000 },
  /** The service takes no more messages: a quota is used up. */
  'service-refused': { isRetryable: false },
  /** The service did not accept the key or token. */
  'access-denied': { isRetryable: false },
  /** The service did not acknowledge in time. */
  'ack-timeout': { isRetryable: true, retryAfterMs: 1_000 },
  /** The service could not do it and says so. */
  'ack-failed': { isRetryable: true, retryAfterMs: 1_000 },
  /** A client's token is longer than the service accepts: too many claims. */
  'token-too-long': { isRetryable: false },
  /** A client sent more than its hub reads, and what waits has reached its bound. */
  'client-too-fast': { isRetryable: false },
  /** More connections fit than the asker takes. */
  'too-many-found': { isRetryable: false },
  /** The server that holds the adapter has closed. */
  'service-closed': { isRetryable: false },
} as const satisfies Record<string, Consequence>;

/** Why the service could not do it. Each code stands in docs/errors.md. */
export type AzureSignalRErrorCode = keyof typeof CONSEQUENCES;

/** A call that had to go through the service, and did not or may not have. */
export class AzureSignalRError extends Error {
  override readonly name = 'AzureSignalRError';
  readonly code: AzureSignalRErrorCode;

  constructor(code: AzureSignalRErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get isRetryable(): boolean {
    return CONSEQUENCES[this.code].isRetryable;
  }

  get retryAfterMs(): number | undefined {
    const consequence: Consequence = CONSEQUENCES[this.code];
    return consequence.retryAfterMs;
  }
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}
