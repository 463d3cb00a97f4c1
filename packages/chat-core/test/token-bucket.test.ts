import { describe, expect, it } from 'vitest';
import { fullBucket, withdraw } from '../src/token-bucket.ts';

const rate = { perMinute: 6 };

describe('token bucket', () => {
  it('[CH-20] gives a minute’s worth at once, then says when the next is there', () => {
    const taken = withdraw(fullBucket(rate, 0), rate, { count: 6, now: 0 });
    expect(taken).toEqual({ kind: 'taken', bucket: { tokens: 0, at: 0 } });
    expect(withdraw({ tokens: 0, at: 0 }, rate, { count: 1, now: 0 })).toEqual({
      kind: 'empty',
      retryAfterMs: 10_000,
    });
  });

  it('[CH-20] refills evenly, and no further than full', () => {
    const empty = { tokens: 0, at: 0 };
    expect(withdraw(empty, rate, { count: 1, now: 9_999 }).kind).toBe('empty');
    expect(withdraw(empty, rate, { count: 1, now: 10_000 }).kind).toBe('taken');
    expect(withdraw(empty, rate, { count: 0, now: 3_600_000 })).toEqual({
      kind: 'taken',
      bucket: { tokens: 6, at: 3_600_000 },
    });
  });

  it('[CH-20] can be tried again exactly when it said', () => {
    const bucket = { tokens: 0.3, at: 0 };
    const first = withdraw(bucket, rate, { count: 2, now: 7 });
    if (first.kind !== 'empty') throw new Error('It was not empty.');
    const again = withdraw(bucket, rate, { count: 2, now: 7 + first.retryAfterMs });
    expect(again.kind).toBe('taken');
  });

  it('takes no more than a bucket holds, so that nothing is impossible for ever', () => {
    expect(withdraw(fullBucket(rate, 0), rate, { count: 100, now: 0 }).kind).toBe('taken');
  });

  it('does not lose tokens when the clock goes back', () => {
    expect(withdraw({ tokens: 2, at: 5_000 }, rate, { count: 2, now: 0 }).kind).toBe('taken');
  });
});
