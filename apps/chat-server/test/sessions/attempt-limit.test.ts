import { expect, it } from 'vitest';
import { AttemptLimit } from '../../src/sessions/attempt-limit.ts';
import { ManualClock } from '../support/manual-clock.ts';

it('makes one address wait for the end of its window, and no other', () => {
  const clock = new ManualClock();
  const limit = new AttemptLimit({ clock, maxAttempts: 2, windowMs: 1000 });
  limit.count('a');
  clock.advance(400);
  expect(limit.waitMs('a')).toBe(0);
  limit.count('a');
  expect(limit.waitMs('a')).toBe(600);
  expect(limit.waitMs('b')).toBe(0);
  clock.advance(600);
  expect(limit.waitMs('a')).toBe(0);
  limit.count('a');
  expect(limit.waitMs('a')).toBe(0);
});
