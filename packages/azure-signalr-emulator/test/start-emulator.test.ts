import { systemClock } from '@parley/signalr-server/transports';
import { expect, test } from 'vitest';
import { startEmulator } from '../src/start-emulator.ts';

test('[AS-92] one that cannot listen says so, and leaves no timer behind', async () => {
  await using running = await startEmulator({ port: 0 });
  const port = Number(new URL(running.url).port);
  let timers = 0;
  const startTimer = () => {
    timers += 1;
    return { cancel: () => (timers -= 1) };
  };

  const second = startEmulator({ port, clock: { ...systemClock, startTimer } });

  expect(timers).toBe(1);
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(timers).toBe(0);
});
