/**
 * The packages as npm would install them: the tarballs in an empty project run the README's example, types included,
 * and every example in the guides compiles there.
 */

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOwnPort } from './support/find-own-port.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const PACKED = [
  'signalr-protocol',
  'signalr-server',
  'signalr-redis',
  'azure-signalr-protocol',
  'azure-signalr',
  'azure-signalr-emulator',
];
/** What a TypeScript user of the guides has besides: the official client, Node's types, a web framework. */
const BESIDES = ['@microsoft/signalr', '@types/node', 'express', '@types/express', 'fastify'];
/** npm may have to fetch them. */
const INSTALL_TIMEOUT_MS = 300_000;
const README = 'packages/signalr-server/README.md';
const GUIDES = 'docs/signalr';

const project = mkdtempSync(join(tmpdir(), 'parley-packed-'));

beforeAll(async () => {
  const workspaces = PACKED.flatMap((name) => ['--workspace', `@parley/${name}`]);
  await run('npm', ['pack', '--pack-destination', project, ...workspaces], { cwd: repository });
  const tarballs = readdirSync(project).map((file) => join(project, file));
  writeFileSync(join(project, 'server.ts'), examplesIn(README)[0] ?? '');
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const versions = BESIDES.map((name) => `${name}@${installedVersion(name)}`);
  await run('npm', ['install', '--no-audit', '--no-fund', ...tarballs, ...versions], {
    cwd: project,
  });
}, INSTALL_TIMEOUT_MS);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

/** As in this repository, so that npm has it in its cache. */
function installedVersion(name: string): string {
  const manifest = readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** The TypeScript of a Markdown file, block by block. */
function examplesIn(file: string): string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  return Array.from(text.matchAll(/^```ts\n([^]*?)^```$/gm), ([, code = '']) => code);
}

function documents(): string[] {
  const guides = readdirSync(join(repository, GUIDES)).map((file) => `${GUIDES}/${file}`);
  return [...PACKED.map((name) => `packages/${name}/README.md`), ...guides];
}

/** Compiles the files with every check on, declarations of the packages included. */
async function compile(files: readonly string[]): Promise<void> {
  const options = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'];
  const target = ['--target', 'es2023', '--lib', 'es2023,dom,esnext.disposable', '--types', 'node'];
  const tsc = join(repository, 'node_modules', '.bin', 'tsc');
  try {
    await run(tsc, ['--module', 'nodenext', ...target, ...options, ...files], { cwd: project });
  } catch (error) {
    throw new Error((error as { readonly stdout: string }).stdout, { cause: error });
  }
}

test('the README begins with a server of fifteen lines', () => {
  const [server = ''] = examplesIn(README);

  expect(server.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(15);
});

test('the first two examples of the README are a server and its client', async () => {
  const port = await findOwnPort();
  const [server, client] = examplesIn(README).map((code) => code.replaceAll('3000', `${port}`));
  writeFileSync(join(project, 'server.ts'), server ?? '');
  writeFileSync(join(project, 'client.ts'), client ?? '');
  await compile(['server.ts', 'client.ts']);

  const serving = spawn(process.execPath, ['server.js'], { cwd: project, stdio: 'pipe' });
  try {
    await firstLineOf(serving);
    const { stdout } = await run(process.execPath, ['client.js'], { cwd: project });
    expect(stdout).toContain('I said: Hello, room\n');
  } finally {
    serving.kill('SIGKILL');
  }
});

test('every example of the READMEs and the guides compiles', async () => {
  const files = documents().flatMap((file) =>
    examplesIn(file).map((code, index) => {
      const name = `${file.replaceAll(/[^a-z]+/gi, '-')}-${index}.ts`;
      writeFileSync(join(project, name), code);
      return name;
    }),
  );

  expect(files.length).toBeGreaterThan(10);
  await compile(files);
});

test('the emulator is a command that serves its page', async () => {
  const command = join(project, 'node_modules', '.bin', 'azure-signalr-emulator');
  const serving = spawn(command, ['--port', '0'], { stdio: 'pipe' });
  try {
    const text = await printedUntil(serving, 'Ctrl+C ends it.');
    const page = await fetch(/Page +(\S+)/.exec(text)?.[1] ?? '');
    expect(await page.text()).toContain('<title>Azure SignalR emulator</title>');
  } finally {
    serving.kill('SIGKILL');
  }
});

/** The server says that it listens. */
async function firstLineOf(child: ChildProcess): Promise<void> {
  await Promise.race([
    once(child.stdout ?? child, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('The server of the README ended.');
    }),
  ]);
}

async function printedUntil(child: ChildProcess, end: string): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes(end)) return text;
  }
  throw new Error(`The command ended: ${text}`);
}
