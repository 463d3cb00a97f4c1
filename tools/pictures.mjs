/** `npm run pictures`: takes the README's pictures of the real thing, into docs/images. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
const children = [];
let browser;

try {
  await buildServer();
  await buildWeb();
  const executablePath = await findChromium();
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  await step('Taking pictures of the room', async () => takePictures(await startServer('alone')));
  await step('Taking a picture of the emulator', takeEmulatorPicture);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error.stack}\n`);
} finally {
  await browser?.close();
  for (const child of children) child.kill('SIGTERM');
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

/** The chat behind the emulator of Azure, while an answer is written. */
async function takeEmulatorPicture() {
  const emulator = await startEmulator();
  const url = await startServer('behind-azure', {
    AZURE_SIGNALR_CONNECTION_STRING: emulator.connectionString,
  });
  const ana = await signIn(url, 'Ana', DESK);
  const bo = await signIn(url, 'Bo', DESK);
  await createRoom(ana, 'reading-group');
  await say(ana, 'Our lighthouse keeper is called Edda. She has a grey cat.');
  await openRoom(bo, 'reading-group');
  await say(bo, QUESTION);
  await grown(bo, 160);
  const page = await browser.newPage({ viewport: DESK });
  await page.goto(emulator.page);
  await page.getByRole('cell').first().waitFor();
  await page.screenshot({ path: join(IMAGES, 'emulator.png') });
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

/** Resolves with the address once the model has been loaded. */
async function startServer(name, environment = {}) {
  const data = join(folder, name);
  mkdirSync(data);
  const lines = linesOf(
    'apps/chat-server/dist/main.js',
    ['--port', '0', '--data', data, '--seed', '3', '--max-tokens-per-second', '12'],
    environment,
  );
  let url;
  for await (const line of lines) {
    url ??= /Parley is at (\S+)/.exec(line)?.[1];
    if (url !== undefined && line.includes('is ready')) return url;
  }
  throw new Error('The server ended.');
}

async function startEmulator() {
  const lines = linesOf('packages/azure-signalr-emulator/dist/main.js', [
    '--port',
    '0',
    '--tier',
    'free',
  ]);
  let connectionString;
  for await (const line of lines) {
    connectionString ??= /Connection string +(\S+)/.exec(line)?.[1];
    const page = /Page +(\S+)/.exec(line)?.[1];
    if (page !== undefined) return { connectionString, page };
  }
  throw new Error('The emulator ended.');
}

function linesOf(program, flags, environment = {}) {
  const child = spawn(process.execPath, [program, ...flags], {
    cwd: repository,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  // Whoever has read enough lets the rest run out.
  return lines.on('close', () => child.stdout.resume());
}
