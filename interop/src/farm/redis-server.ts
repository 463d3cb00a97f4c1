/** A redis-server of its own, for as long as the farm stands. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FINDER = fileURLToPath(new URL('../../../tools/find-redis.mjs', import.meta.url));

export interface RunningRedis extends AsyncDisposable {
  /** `host:port` */
  readonly address: string;
}

/** @throws where there is no redis-server and none can be installed. */
export async function startRedis(): Promise<RunningRedis> {
  const { stdout } = await promisify(execFile)(process.execPath, [FINDER]);
  const program = stdout.trim().split('\n').at(-1) ?? '';
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await Promise.race([
    whenReady(createInterface({ input: child.stdout })),
    ended.then(() => {
      throw new Error('redis-server ended before it was ready.');
    }),
  ]);
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

async function whenReady(lines: NodeJS.EventEmitter): Promise<void> {
  await new Promise<void>((resolve) => {
    lines.on('line', (line: string) => {
      if (line.includes('Ready to accept connections')) {
        resolve();
      }
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
