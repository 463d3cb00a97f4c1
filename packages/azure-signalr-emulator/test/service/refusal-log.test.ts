import { expect, test } from 'vitest';
import { EPOCH_MS, ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RefusalLog } from '../../src/service/refusal-log.ts';

test('[AS-80] the newest fifty refusals are kept, the newest first, and all are counted', () => {
  const clock = new ManualClock();
  const refusals = new RefusalLog(clock);
  for (let index = 0; index < 60; index += 1) {
    refusals.note({ who: 'client', hub: 'chat', status: 401, reason: `number ${index}` });
    clock.advance(1);
  }

  expect(refusals.newest).toHaveLength(50);
  expect(refusals.newest[0]).toEqual({
    who: 'client',
    hub: 'chat',
    status: 401,
    reason: 'number 59',
    at: EPOCH_MS + 59,
  });
  expect(refusals.count).toBe(60);
});

test('[AS-80] a long name or reason is cut', () => {
  const refusals = new RefusalLog(new ManualClock());
  const long = 'x'.repeat(100_000);
  refusals.note({ who: 'server', hub: long, status: 400, reason: long });

  expect(refusals.newest[0]?.hub).toHaveLength(500);
  expect(refusals.newest[0]?.reason).toHaveLength(500);
});
