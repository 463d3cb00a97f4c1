/** Every main screen against axe's rules, in both themes; the keyboard alone; a narrow phone. */

import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CARRIAGES } from '../support/carriage.ts';
import { launchBrowser, PATIENCE_MS } from '../../../../tools/test/support/launch-browser.ts';
import { hasLetters, hasNoSidewaysScroll, runAxe } from './support/on-the-page.ts';
import { ParleyProcess } from './support/parley-process.ts';
import { Person } from './support/person.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TIMEOUT = { timeout: 240_000 };

let browser: Browser;
let parley: ParleyProcess;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A page whose policy lets axe in; nothing else differs from what people get. */
async function openPage(options: {
  theme: 'light' | 'dark';
  width: number;
  height: number;
}): Promise<Page> {
  const context = await browser.newContext({
    bypassCSP: true,
    colorScheme: options.theme,
    viewport: { width: options.width, height: options.height },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(parley.url);
  return page;
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const results: AxeResults = await page.evaluate(runAxe);
  return results.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

describe.each(CARRIAGES)('for everybody, %s', (carriage) => {
  beforeAll(async () => {
    parley = await ParleyProcess.start(carriage, ['--seed', '7']);
  });
  afterAll(() => parley[Symbol.asyncDispose]());

  test.each(['light', 'dark'] as const)('no axe violations, %s', TIMEOUT, async (theme) => {
    const page = await openPage({ theme, width: 1440, height: 900 });
    await page.getByLabel('Your name').waitFor();
    expect(await violationsOf(page)).toEqual([]);

    const person = await Person.signInOn(page, `Reader ${theme}`);
    await person.page.getByRole('button', { name: 'New room' }).click();
    await person.page.getByRole('dialog').waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await person.page.getByRole('textbox', { name: /name/i }).fill(`axe-${theme}`);
    await person.page.keyboard.press('Enter');
    await person.page.getByRole('heading', { name: `Welcome to # axe-${theme}` }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await person.say('@llama what is the capital of France?');
    await person.waitForLetters(3);
    await person.waitForEnd();
    await person.page.getByRole('button', { name: 'Answer again' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test('the main job by keyboard alone', TIMEOUT, async () => {
    const page = await openPage({ theme: 'light', width: 1440, height: 900 });
    await page.getByLabel('Your name').waitFor();
    await page.keyboard.type('Keys');
    await page.keyboard.press('Enter');
    const composer = page.getByLabel(/^Message # /);
    await composer.waitFor();
    // What was typed goes to the composer: it has the focus after signing in.
    await page.keyboard.type('@ll');
    await page.getByRole('option', { name: /Llama/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('what is a llama?');
    expect(await composer.inputValue()).toBe('@llama what is a llama?');
    await page.keyboard.press('Enter');
    // It may have been written before anybody looks.
    await page.waitForFunction(hasLetters, 1);
  });

  test('a phone of 320 points shows everything without scrolling sideways', TIMEOUT, async () => {
    const page = await openPage({ theme: 'light', width: 320, height: 640 });
    const person = await Person.signInOn(page, 'Phone');
    await person.say(
      'hello from a small screen, with anextremelylongwordthatcannotbebrokenanywhereatall'.repeat(
        2,
      ),
    );
    expect(await page.evaluate(hasNoSidewaysScroll)).toBe(true);

    await page.getByRole('link', { name: 'Rooms' }).click();
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
    expect(await page.evaluate(hasNoSidewaysScroll)).toBe(true);
  });
});
