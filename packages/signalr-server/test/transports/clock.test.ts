/** Time as the process has it. */

import { expect, test } from 'vitest';
import { systemClock } from '../../src/transports/clock.ts';

function timersThatKeepTheProcess(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

test('[ST-91] only a timer that is awaited keeps the process alive', () => {
  const before = timersThatKeepTheProcess();
  const unawaited = systemClock.startTimer(60_000, () => undefined);
  expect(timersThatKeepTheProcess()).toBe(before);
  const awaited = systemClock.startTimer(60_000, () => undefined, { isAwaited: true });
  expect(timersThatKeepTheProcess()).toBe(before + 1);

  awaited.cancel();
  unawaited.cancel();
  expect(timersThatKeepTheProcess()).toBe(before);
});
