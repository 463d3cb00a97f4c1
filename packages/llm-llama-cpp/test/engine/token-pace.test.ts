import { describe, expect, test } from 'vitest';
import { TokenPace } from '../../src/engine/token-pace.ts';

describe('a ceiling of tokens per second', () => {
  test('spaces tokens evenly', () => {
    const pace = new TokenPace(10);

    expect([0, 0, 0].map((now) => pace.reserve(now))).toEqual([0, 100, 200]);
  });

  test('does not hurry after a pause', () => {
    const pace = new TokenPace(10);
    pace.reserve(0);

    expect([5_000, 5_000, 5_000].map((now) => pace.reserve(now))).toEqual([0, 0, 100]);
  });

  test('is none unless it is asked for', () => {
    const pace = new TokenPace(undefined);

    expect([0, 0, 0].map((now) => pace.reserve(now))).toEqual([0, 0, 0]);
  });
});
