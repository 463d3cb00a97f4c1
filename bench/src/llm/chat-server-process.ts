/** The chat server as people start it, in a process of its own, with an empty data folder. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EventLoopDelay } from './event-loop-probe.ts';

const MAIN = fileURLToPath(new URL('main.js', import.meta.resolve('@parley/chat-server')));
const PROBE = new URL('event-loop-probe.js', import.meta.url).href;

export interface ChatServerProcess extends AsyncDisposable {
  readonly url: string;
  /** Since it was last asked. */
  eventLoopDelay(): Promise<EventLoopDelay>;
}

/** `flags` beside those for the port, the data folder and the log. */
export async function startChatServer(flags: readonly string[]): Promise<ChatServerProcess> {
  const data = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const all = ['--port=0', `--data=${data}`, '--log-level=error', ...flags];
  const child = fork(MAIN, all, { execArgv: ['--import', PROBE], silent: true });
  child.stderr?.pipe(process.stderr);
  const url = await addressOf(child);

  return {
    url,
    async eventLoopDelay() {
      const answer = once(child, 'message');
      child.send('event-loop-delay');
      const [delay] = await answer;
      return delay as EventLoopDelay;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await rm(data, { recursive: true });
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('the server was started without its output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url === undefined) continue;
    // What it goes on to say is not for us, and must not fill the pipe.
    child.stdout.resume();
    return url;
  }
  throw new Error('the chat server ended before it said where it is');
}
