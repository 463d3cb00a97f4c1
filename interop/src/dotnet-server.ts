/** The ASP.NET Core server of interop/dotnet/hub-server, for as long as it is needed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { RunningServer } from './our-server.ts';

export interface DotnetServerOptions {
  /** The compiled program. */
  readonly program: string;
  /** `host:port`; the server is one of a farm. */
  readonly redis?: string;
}

export async function startDotnetServer(options: DotnetServerOptions): Promise<RunningServer> {
  const flags = options.redis === undefined ? [] : ['--redis', options.redis];
  const child = spawn('dotnet', [options.program, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    ended.then(() => {
      throw new Error('The ASP.NET Core server ended before it listened.');
    }),
  ]);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
