/** How a request that may be refused is answered: refusals are values, not exceptions. */

export type Outcome<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface Refusal {
  readonly ok: false;
  readonly problem: Problem;
}

export interface Problem {
  readonly code: ProblemCode;
  /** A sentence for the person who asked. */
  readonly message: string;
  /** When it makes sense to try again; absent where it never does by itself. */
  readonly retryAfterMs?: number;
}

/** Every refusal, and the HTTP status it has over REST. */
export const PROBLEM_STATUS = {
  'invalid-input': 400,
  'not-signed-in': 401,
  'invite-needed': 403,
  'wrong-origin': 403,
  'not-a-member': 403,
  'room-not-found': 404,
  'message-not-found': 404,
  'turn-not-found': 404,
  'link-not-valid': 404,
  'name-taken': 409,
  'room-name-taken': 409,
  'not-possible-now': 409,
  'rate-limited': 429,
  'storage-full': 507,
  'storage-failed': 500,
  'shutting-down': 503,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof PROBLEM_STATUS;
