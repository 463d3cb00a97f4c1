import { expect, test } from 'vitest';
import { serviceOrigin } from '../src/service-address.ts';
import { startEmulator } from '../src/start-emulator.ts';

test.each([
  ['127.0.0.1', 'http://localhost'],
  ['0.0.0.0', 'http://localhost'],
  ['::', 'http://localhost'],
  ['::1', 'http://[::1]'],
  ['emulator', 'http://emulator'],
  ['192.168.1.7', 'http://192.168.1.7'],
])('[AS-93] what listens on %s is reached at %s', (host, origin) => {
  expect(serviceOrigin(host)).toBe(origin);
});

test('[AS-93] the connection string has the form of that of Microsoft’s emulator', async () => {
  await using emulator = await startEmulator({ port: 0 });
  const port = new URL(emulator.url).port;

  expect(emulator.connectionString).toBe(
    `Endpoint=http://localhost;Port=${port};AccessKey=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH;Version=1.0;`,
  );
});
