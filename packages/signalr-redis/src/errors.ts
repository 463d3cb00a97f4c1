/** What goes wrong between the servers of a farm, and whether to try again. */

interface Consequence {
  readonly isRetryable: boolean;
  /** When trying again makes sense, in milliseconds. */
  readonly retryAfterMs?: number;
}

const CONSEQUENCES = {
  /** There is no connection to Redis, or it broke before Redis had answered. */
  'redis-unavailable': { isRetryable: true, retryAfterMs: 1_000 },
  /** Redis takes less than is sent to it, and what waits has reached its bound. */
  'redis-overloaded': { isRetryable: true, retryAfterMs: 1_000 },
  /** Redis refused a command: rights, memory, a read-only replica. */
  'redis-refused': { isRetryable: false },
  /** The server of a connection did not confirm a change of its groups. */
  'group-timeout': { isRetryable: true, retryAfterMs: 1_000 },
  /** A server of the farm did not answer in time, and what the others answered is not the whole. */
  'query-timeout': { isRetryable: true, retryAfterMs: 1_000 },
  /** More connections fit than the asker takes. */
  'query-too-large': { isRetryable: false },
  /** The server that holds the router has closed. */
  'router-closed': { isRetryable: false },
} as const satisfies Record<string, Consequence>;

/** Why the farm could not do it. Each code stands in docs/errors.md. */
export type RedisRouterErrorCode = keyof typeof CONSEQUENCES;

/** A call that had to reach other servers, and did not or may not have. */
export class RedisRouterError extends Error {
  override readonly name = 'RedisRouterError';
  readonly code: RedisRouterErrorCode;

  constructor(code: RedisRouterErrorCode, message: string, options?: ErrorOptions) {
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

export function redisUnavailable(cause?: unknown): RedisRouterError {
  const text = 'Redis cannot be reached: what was to be sent is lost, or may be.';
  return new RedisRouterError(
    'redis-unavailable',
    text,
    cause === undefined ? undefined : { cause },
  );
}

export function routerClosed(): RedisRouterError {
  return new RedisRouterError('router-closed', 'The router has been closed.');
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('Something was thrown that is no error.', { cause: thrown });
}
