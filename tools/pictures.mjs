/** `npm run pictures`: takes the README's pictures of the real thing, into docs/images. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { buildServer, buildWeb } from './build.mjs';
import { findChromium } from './find-chromium.mjs';
import { exitWithSentence, repository, step } from './run-command.mjs';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const IMAGES = join(repository, 'docs/images');
const QUESTION = '@llama write a short story about the lighthouse keeper that Ana described';

const folder = mkdtempSync(join(tmpdir(), 'parley-pictures-'));
let server;
let browser;

try {
  await buildServer();
  await buildWeb();
  const executablePath = await findChromium();
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const url = await startServer();
  await step('Taking pictures', () => takePictures(url));
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error.stack}\n`);
} finally {
  await browser?.close();
  server?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
if (process.exitCode === 1) exitWithSentence(new Error('The pictures could not be taken.'));

async function takePictures(url) {
  const ana = await signIn(url, 'Ana', DESK);
  const bo = await signIn(url, 'Bo', PHONE);
  const mika = await signIn(url, 'Mika', DESK);
  for (const name of ['launch-week', 'reading-group']) await createRoom(ana, name);

  await say(
    ana,
    'Our lighthouse keeper is called Edda. She has a grey cat and paints the sea at night.',
  );
  await openRoom(bo, 'reading-group');
  await say(bo, 'And she once rowed out in a storm to save a fishing boat. I like her already.');
  await openRoom(mika, 'reading-group');
  await say(mika, QUESTION);
  await grown(mika, 160);
  await say(bo, '@llama what is her cat like?');
  await mika.getByLabel('Questions that wait').first().waitFor();

  await mika.screenshot({ path: join(IMAGES, 'room.png') });
  await bo.screenshot({ path: join(IMAGES, 'phone.png') });
  await ana.emulateMedia({ colorScheme: 'dark' });
  await ana.screenshot({ path: join(IMAGES, 'room-dark.png') });
}

async function signIn(url, name, viewport) {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: viewport === PHONE ? 2 : 1,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel(/^Message # /).waitFor();
  return page;
}

async function createRoom(page, name) {
  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel(`Message # ${name}`).waitFor();
}

async function openRoom(page, name) {
  const link = page.getByRole('link', { name: new RegExp(`^#? ?${name}`) });
  if (!(await link.isVisible())) await page.getByRole('link', { name: 'Rooms' }).click();
  await link.click();
  await page.getByRole('button', { name: /^Join/ }).click();
  await page.getByLabel(`Message # ${name}`).waitFor();
}

async function say(page, text) {
  const composer = page.getByLabel(/^Message # /);
  await composer.fill(text);
  await composer.press('Escape');
  await composer.press('Enter');
  await page.getByRole('log').getByText(text).first().waitFor();
}

/** Resolves when the newest reply shows that many characters. */
async function grown(page, characters) {
  const body = page.locator('article [data-reply-text]').last();
  await body.waitFor();
  while ((await body.innerText()).length < characters) await body.page().waitForTimeout(50);
}

function startServer() {
  server = spawn(
    process.execPath,
    [
      'apps/chat-server/dist/main.js',
      '--port',
      '0',
      '--data',
      folder,
      '--seed',
      '3',
      '--max-tokens-per-second',
      '12',
    ],
    { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    let url;
    server.once('exit', () => reject(new Error('the server ended')));
    createInterface({ input: server.stdout }).on('line', (line) => {
      url ??= /Parley is at (\S+)/.exec(line)?.[1];
      if (url !== undefined && line.includes('is ready')) resolve(url);
    });
  });
}
