/** The packaged model without the chat, in the process that `direct-program.ts` is. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { defaultModel } from '@parley/default-model';
import type { DirectRequest } from './direct-program.ts';
import type { MeasuredReply } from './measured-reply.ts';

const PROGRAM = fileURLToPath(new URL('direct-program.js', import.meta.url));

export interface DirectModel extends AsyncDisposable {
  reply(request: DirectRequest): Promise<MeasuredReply>;
}

export async function startDirectModel(size: {
  readonly threads: number;
  readonly contextTokens: number;
}): Promise<DirectModel> {
  const child = fork(PROGRAM, [defaultModel.path, `${size.threads}`, `${size.contextTokens}`], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  await once(child, 'message');

  return {
    async reply(request) {
      const answer = once(child, 'message');
      child.send(request);
      const [measured] = await answer;
      return measured as MeasuredReply;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
