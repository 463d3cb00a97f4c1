/** The command as it is installed: the compiled program in a process of its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ask } from '../support/front-server.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

function start(flags: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...flags], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  return {
    child,
    exited,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** What it printed until it ended. */
async function outcome(flags: readonly string[], environment: Record<string, string> = {}) {
  await using started = start(flags, environment);
  const { stdout, stderr } = started.child;
  const [output, errors, [code]] = await Promise.all([
    stdout.setEncoding('utf8').toArray(),
    stderr.setEncoding('utf8').toArray(),
    started.exited,
  ]);
  return { output: output.join(''), errors: errors.join(''), code };
}

/** The lines that it prints first, up to the one that says how to end it. */
async function announced({ child }: ReturnType<typeof start>): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === 'Ctrl+C ends it.') break;
  }
  return lines.join('\n');
}

describe('a running command', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '[AS-93] prints where it is, answers there, and ends well on %s',
    async (signal) => {
      await using started = start([], { PORT: '0' });
      const text = await announced(started);
      const page = /Page +(http:\/\/localhost:\d+\/)/.exec(text)?.[1] ?? '';

      expect(text).toMatch(
        /Endpoint=http:\/\/localhost;Port=\d+;AccessKey=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH;Version=1\.0;/,
      );
      expect((await ask(page)).status).toBe(200);
      started.child.kill(signal);
      expect((await started.exited)[0]).toBe(0);
    },
  );

  test('[AS-93] ends while somebody looks at the page', async () => {
    await using started = start(['--port', '0']);
    const page = /Page +(\S+)/.exec(await announced(started))?.[1];
    const live = await fetch(`${page}page/live`);
    started.child.kill('SIGTERM');

    expect((await started.exited)[0]).toBe(0);
    await live.text();
  });
});

describe('a command that does not run', () => {
  test('[AS-90] prints its help or its version', async () => {
    expect((await outcome(['--help'])).output).toContain('--access-key');
    expect(await outcome(['--version'])).toEqual({
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      errors: '',
      code: 0,
    });
  });

  test('[AS-91] ends with 2 and every mistake', async () => {
    const { errors, code } = await outcome(['--prot', '1'], { PORT: 'x' });

    expect(code).toBe(2);
    expect(errors).toContain('"--prot" is not known');
    expect(errors).toContain('PORT must be');
  });

  test('[AS-92] says that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { errors, code } = await outcome(['--port', String(port)]);
    taken.close();

    expect(errors).toBe(
      `Port ${port} is taken, perhaps by another emulator. Choose another with --port, or --port 0 for a free one.\n`,
    );
    expect(code).toBe(1);
  });
});
