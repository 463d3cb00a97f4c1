/** The official client's bundle in Chromium, through the emulator: another origin than that of its page and hub. */

import { createRequire } from 'node:module';
import type * as SignalR from '@microsoft/signalr';
import type * as MessagePack from '@microsoft/signalr-protocol-msgpack';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, PATIENCE_MS } from '../../../tools/test/support/launch-browser.ts';
import { AUTHENTICATED } from '../../signalr-server/test/support/client-access-contract.ts';
import { COMBINATIONS } from '../../signalr-server/test/support/official-client.ts';
import { createRoomHub } from '../../signalr-server/test/support/room-hub.ts';
import { startBehindService } from './support/start-behind-service.ts';

const BUNDLES = [
  '@microsoft/signalr/dist/browser/signalr.js',
  '@microsoft/signalr-protocol-msgpack/dist/browser/signalr-protocol-msgpack.js',
].map((name) => createRequire(import.meta.url).resolve(name));

/** What the bundles put into a page. */
declare const signalR: typeof SignalR & {
  readonly protocols: { readonly msgpack: typeof MessagePack };
};

interface Visit {
  readonly url: string;
  readonly transport: number;
  readonly isBinary: boolean;
}

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

test.each(COMBINATIONS)(
  '[AZ-161] a page of another origin is served: $name',
  async ({ name, transport }) => {
    const { hub, notes } = createRoomHub();
    await using server = await startBehindService(hub, AUTHENTICATED);
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const addresses = addressesOf(page);
    await page.goto(new URL('/', server.url).href);
    for (const path of BUNDLES) {
      await page.addScriptTag({ path });
    }

    const isBinary = name.endsWith('MessagePack');
    const seen = await page.evaluate(talk, { url: server.url, transport, isBinary });
    await page.close();

    expect(seen).toEqual({
      sum: 3,
      echo: { text: 'grüß dich 👋\u2028', list: [1, null, true, 1.5] },
      large: 30_000,
      error:
        "An unexpected error occurred invoking 'refuse' on the server. HubException: not today",
      counted: Array.from({ length: 100 }, (_, index) => index + 1),
      total: 465,
      heard: ['to the group', 'to ada', 'to all'],
      userId: 'ada',
      closed: 'without an error',
    });
    expect(notes.disconnected).toEqual([undefined]);
    const elsewhere = addresses.filter((address) => address.host !== new URL(server.url).host);
    expect(elsewhere.map(({ pathname }) => pathname)).toContain('/client/negotiate');
    const carrying = elsewhere.filter(({ searchParams }) => searchParams.has('id'));
    expect(carrying.length).toBeGreaterThan(0);
    // What carries no headers of the page's has the token in its address.
    const isInAddress = carrying.some(({ searchParams }) => searchParams.has('access_token'));
    expect(isInAddress).toBe(!name.startsWith('LongPolling'));
  },
);

function addressesOf(page: Page): readonly URL[] {
  const addresses: URL[] = [];
  page.on('request', (request) => addresses.push(new URL(request.url())));
  page.on('websocket', (socket) => addresses.push(new URL(socket.url())));
  return addresses;
}

/** Runs in the page. */
async function talk({ url, transport, isBinary }: Visit): Promise<unknown> {
  const builder = new signalR.HubConnectionBuilder()
    .withUrl(url, { transport, accessTokenFactory: () => 'ada-admin' })
    .configureLogging(signalR.LogLevel.None);
  const connection = (
    isBinary
      ? builder.withHubProtocol(new signalR.protocols.msgpack.MessagePackHubProtocol())
      : builder
  ).build();
  const heard: string[] = [];
  const all = new Promise<void>((resolve) => {
    connection.on('heard', (text: string) => {
      heard.push(text);
      if (text === 'to all') {
        resolve();
      }
    });
  });
  const closed = new Promise<string>((resolve) => {
    connection.onclose((error) => {
      resolve(error?.message ?? 'without an error');
    });
  });
  await connection.start();

  const sum: unknown = await connection.invoke('add', 1, 2);
  const value = { text: 'grüß dich 👋\u2028', list: [1, null, true, 1.5] };
  const echo: unknown = await connection.invoke('echo', value);
  const large = (await connection.invoke<string>('echo', 'x'.repeat(30_000))).length;
  const error = await connection.invoke('refuse', 'not today').then(
    () => 'none',
    (reason: Error) => reason.message,
  );
  const counted: number[] = [];
  await new Promise<void>((resolve, reject) => {
    connection.stream<number>('count', 100).subscribe({
      next: (item) => counted.push(item),
      error: reject,
      complete: resolve,
    });
  });
  const numbers = new signalR.Subject<number>();
  const summing = connection.invoke<number>('sum', numbers);
  for (let number = 1; number <= 30; number += 1) {
    numbers.next(number);
  }
  numbers.complete();
  const total = await summing;
  await connection.invoke('join', 'red');
  await connection.invoke('say', { kind: 'group', name: 'red' }, 'to the group');
  await connection.invoke('say', { kind: 'user', name: 'ada' }, 'to ada');
  await connection.invoke('say', { kind: 'all' }, 'to all');
  await all;
  const { userId } = await connection.invoke<{ userId: string }>('whoAmI');
  await connection.send('kick');
  return { sum, echo, large, error, counted, total, heard, userId, closed: await closed };
}
