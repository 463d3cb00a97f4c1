/** The program as it is started, built, in a process of its own. */

import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { HubClient } from './support/hub-client.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { TextSink } from './support/text-sink.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Program extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: TextSink;
  readonly errors: TextSink;
  /** Exit code, once it has ended and all its output has come. */
  readonly ended: Promise<number | null>;
  /** Where it says that it is. */
  url(): Promise<string>;
}

function run(...args: string[]): Program {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'] } });
  const output = new TextSink();
  const errors = new TextSink();
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.write(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.write(text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output,
    errors,
    ended,
    url: async () => {
      await output.wrote('Parley is at http');
      return /Parley is at (\S+)/.exec(output.text)?.[1] ?? '';
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('These tests run the built server: `npx tsc -b` first.');
});

describe('the program', () => {
  it('says its version and its settings', async () => {
    await using version = run('--version');
    await using help = run('--help');
    expect(await version.ended).toBe(0);
    expect(version.output.text).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await help.ended).toBe(0);
    expect(help.output.text).toContain('--max-tokens-per-second');
  });

  it('ends with code 2 and a line for each problem of its settings', async () => {
    await using program = run('--port=x', '--hots=y');
    expect(await program.ended).toBe(2);
    expect(program.errors.lines).toHaveLength(2);
    expect(program.output.text).toBe('');
  });

  it('[CH-94] ends with code 2 for a connection string of the service that is none', async () => {
    using folder = temporaryFolder();
    await using program = run(
      `--data=${folder.path}`,
      '--azure-signalr-connection-string=AccessKey=not-to-be-shown',
    );
    expect(await program.ended).toBe(2);
    expect(program.errors.text).toContain('AZURE_SIGNALR_CONNECTION_STRING');
    expect(program.errors.text).not.toContain('not-to-be-shown');
  });

  it('ends with code 1 where the port is in use, with a service that is not there', async () => {
    using folder = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    await using program = run(
      `--port=${(other.address() as AddressInfo).port}`,
      `--data=${folder.path}`,
      '--azure-signalr-connection-string=Endpoint=http://127.0.0.1:1;AccessKey=k',
    );
    expect(await program.ended).toBe(1);
    expect(program.errors.text).toContain('--port (PORT)');
    other.close();
  });

  it('ends with code 1 where another one uses the data folder, and takes over when that was killed', async () => {
    using folder = temporaryFolder();
    const args = ['--port=0', `--data=${folder.path}`, `--model=${folder.join('none.gguf')}`];
    await using first = run(...args);
    await first.url();
    await using second = run(...args);
    expect(await second.ended).toBe(1);
    expect(second.errors.text).toContain(`process ${first.child.pid}`);

    first.child.kill('SIGKILL');
    await first.ended;
    await using third = run(...args);
    await third.url();
    // As npm passes on a Ctrl+C that the terminal has sent already.
    third.child.kill('SIGINT');
    third.child.kill('SIGINT');
    expect(await third.ended).toBe(0);
    expect(third.output.lines.at(-1)).toBe('Parley is stopping.');
  });

  it('runs without its model where the file is broken, and says what to do', async () => {
    using folder = temporaryFolder();
    const model = folder.join('broken.gguf');
    writeFileSync(model, 'GGUF and then nothing that makes sense');
    await using program = run('--port=0', `--data=${folder.join('data')}`, `--model=${model}`);
    await program.output.wrote('--model (PARLEY_MODEL)');
    expect(program.output.text).toContain('Llama cannot answer: ');
    await using ana = await HubClient.join(await program.url(), 'Ana');
    const { general, members } = await ana.enter();
    expect(members.find(({ kind }) => kind === 'agent')).toMatchObject({
      status: { state: 'failed' },
    });
    await ana.post(general, 'Is anybody here?');
  });

  it('answers by the packaged model, and ends with code 0 while it writes', async () => {
    using folder = temporaryFolder();
    await using program = run(
      '--port=0',
      `--data=${folder.path}`,
      '--gpu=none',
      '--context-size=1024',
      '--max-tokens-per-second=20',
    );
    await using ana = await HubClient.join(await program.url(), 'Ana');
    const { general } = await ana.enter();
    const question = await ana.post(general, '@llama what is a llama?');
    const { message } = await ana.event('reply-started');
    expect(message).toMatchObject({ questionId: question.id, authorId: 'agent' });
    expect(await ana.replyText(message.id, 1)).not.toBe('');

    const closed = new Promise((resolve) => ana.connection.onclose(resolve));
    program.child.kill('SIGTERM');
    await closed;
    const end = await ana.event('reply-ended');
    expect(['interrupted', 'complete']).toContain(end.outcome.kind);
    expect(await program.ended).toBe(0);
  });

  it.runIf(existsSync('/proc/self'))('leaves no engine behind, not one that hangs', async () => {
    using folder = temporaryFolder();
    await using program = run('--port=0', `--data=${folder.path}`, '--gpu=none');
    await program.url();
    const engine = await engineOf(program.child.pid ?? 0);
    process.kill(engine, 'SIGSTOP');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    await isGone(engine);
  });
});

/** By proc(5): the child of a process once it runs a program of its own. */
async function engineOf(pid: number): Promise<number> {
  for (;;) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    if (child !== undefined && child !== '' && runsEngine(child)) return Number(child);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function isGone(pid: number): Promise<void> {
  while (isThere(pid)) await new Promise((resolve) => setImmediate(resolve));
}

/** One that has ended, and that nobody has asked about yet, is not. */
function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function runsEngine(pid: string): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine');
}
