/** The page as people have it, in Chromium. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, PATIENCE_MS } from '../../../../tools/test/support/launch-browser.ts';
import { type FrontServer, startFrontServer } from '../support/front-server.ts';
import { bill, shownHub } from '../support/shown-service.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

interface OpenOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** The checks of axe are scripts of this test, which the page's own policy would keep out. */
  readonly bypassCSP?: boolean;
}

async function open(front: FrontServer, options: OpenOptions = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(front.url);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

function busy(front: FrontServer): void {
  front.hubs = [shownHub('chat'), { ...shownHub('arcade'), clients: [], groups: [] }];
  bill(front.meter, 'launch-week', 1200);
  bill(front.meter, 'reading-group', 30);
  front.refusals.note({
    who: 'client',
    hub: 'chat',
    status: 401,
    reason: 'The access token is refused: it expired 7 min ago, at 2026-01-01T00:00:00.000Z.',
  });
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const result = await axe.run();
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

test('[AS-85] with nobody connected says how to begin', async () => {
  await using front = await startFrontServer();
  await using opened = await open(front);

  await opened.page.getByRole('heading', { name: 'Nobody is connected' }).waitFor();
  expect(await opened.page.getByText('AZURE_SIGNALR_CONNECTION_STRING=').innerText()).toContain(
    'Endpoint=http://localhost;Port=8888;',
  );
});

test('[AS-84] follows the service without being loaded again', async () => {
  await using front = await startFrontServer({ billing: { tier: 'free' } });
  await using opened = await open(front);
  const { page } = opened;

  busy(front);
  front.clock.advance(1000);
  const chat = page.getByRole('region', { name: 'chat' });
  await chat.getByText('4 clients · 2 app servers · 1,232 messages billed today').waitFor();
  expect(await page.getByText('1,232 of 20,000 allowed').count()).toBe(1);
  const group = chat.getByRole('row', { name: /launch-week/ });
  expect(await group.getByRole('cell').allInnerTexts()).toEqual(['3', '1,200']);
  expect(await page.getByText('it expired 7 min ago').count()).toBe(1);

  front.hubs = [];
  front.clock.advance(1000);
  await chat.getByText('No client.').waitFor();
  await page.getByRole('region', { name: 'arcade' }).waitFor({ state: 'detached' });
});

test('[AS-81] shows names of applications as text', async () => {
  await using front = await startFrontServer();
  const evil = '<img src=x onerror="document.title=1">';
  front.hubs = [{ ...shownHub(evil), groups: [{ name: `${evil}\u202e\n`, memberCount: 1 }] }];
  front.refusals.note({ who: 'client', hub: evil, status: 401, reason: evil });
  await using opened = await open(front);
  const { page } = opened;

  await page.getByRole('heading', { name: evil }).waitFor();
  await page.getByText(`${evil}\\u202e\\u000a`).waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).toBe('Azure SignalR emulator');
});

test('[AS-81] shows long names whose beginnings are the same', async () => {
  await using front = await startFrontServer();
  const long = `${'x'.repeat(199)}😀`;
  const groups = ['1', '2'].map((end) => ({ name: `${long}${end}`, memberCount: 1 }));
  front.hubs = [{ ...shownHub(long), groups }];
  await using opened = await open(front);
  const table = opened.page.getByRole('table', { name: 'Groups' });

  for (const messages of [10, 11]) {
    bill(front.meter, 'launch-week', messages);
    front.clock.advance(1000);
    await opened.page.getByText(`To clients${front.meter.snapshot().toClients}`).waitFor();
  }

  expect(await table.getByRole('row', { name: /xxx/ }).count()).toBe(2);
});

test('[AS-84] says so when the emulator does not answer', async () => {
  const front = await startFrontServer();
  await using opened = await open(front);
  await front[Symbol.asyncDispose]();

  await opened.page
    .getByRole('status')
    .filter({ hasText: 'The emulator does not answer' })
    .waitFor();
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test('[AS-89] has no fault that axe finds, busy or empty', async () => {
    await using front = await startFrontServer({ billing: { tier: 'free' } });
    await using opened = await open(front, { colorScheme, bypassCSP: true });
    expect(await violations(opened.page)).toEqual([]);

    busy(front);
    front.clock.advance(1000);
    await opened.page.getByRole('region', { name: 'chat' }).waitFor();
    expect(await violations(opened.page)).toEqual([]);
  });
});

test('[AS-89] fits a phone', async () => {
  await using front = await startFrontServer();
  busy(front);
  await using opened = await open(front, { viewport: PHONE });
  await opened.page.getByRole('region', { name: 'chat' }).waitFor();
  const width = await opened.page.evaluate('document.documentElement.scrollWidth');

  expect(width).toBeLessThanOrEqual(PHONE.width);
});

test('[AS-89] is used with the keyboard alone, and keeps the focus while figures change', async () => {
  await using front = await startFrontServer();
  busy(front);
  await using opened = await open(front);
  const { page } = opened;
  await page.getByRole('region', { name: 'chat' }).waitFor();

  await page.keyboard.press('Tab');
  expect(await page.getByRole('link', { name: 'To the hubs' }).isVisible()).toBe(true);
  const copy = page.getByRole('button', { name: 'Copy' });
  await copy.focus();
  bill(front.meter, 'launch-week', 1);
  front.clock.advance(1000);
  await page.getByText('1,234 messages billed today').waitFor();
  expect(await page.locator(':focus').innerText()).toBe('Copy');
  await page.keyboard.press('Enter');
  await page.getByText(/^(Copied\.|Selected: copy it with your keyboard\.)$/).waitFor();
});
