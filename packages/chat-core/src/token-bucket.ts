/** Token bucket: a minute's worth at once, refilled evenly. Pure. */

const MINUTE_MS = 60_000;

export interface TokenBucket {
  readonly tokens: number;
  /** Epoch ms at which `tokens` was right. */
  readonly at: number;
}

export interface TokenRate {
  /** Tokens a minute, and the most a bucket holds. */
  readonly perMinute: number;
}

export type Withdrawal =
  | { readonly kind: 'taken'; readonly bucket: TokenBucket }
  | { readonly kind: 'empty'; readonly retryAfterMs: number };

export function fullBucket(rate: TokenRate, now: number): TokenBucket {
  return { tokens: rate.perMinute, at: now };
}

/** Takes `count` tokens. More than a bucket ever holds counts as a whole bucket, so it is never impossible. */
export function withdraw(
  bucket: TokenBucket,
  rate: TokenRate,
  { count, now }: { count: number; now: number },
): Withdrawal {
  const elapsedMs = Math.max(0, now - bucket.at);
  const refilled = bucket.tokens + (elapsedMs * rate.perMinute) / MINUTE_MS;
  const tokens = Math.min(rate.perMinute, refilled);
  const wanted = Math.min(count, rate.perMinute);

  if (tokens >= wanted) return { kind: 'taken', bucket: { tokens: tokens - wanted, at: now } };
  const retryAfterMs = Math.ceil(((wanted - tokens) * MINUTE_MS) / rate.perMinute);
  return { kind: 'empty', retryAfterMs };
}
