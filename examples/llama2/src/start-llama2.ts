/** The Llama 2 sample: its hub at `/chat`, its page, the packaged model. */

import { createRequire } from 'node:module';
import { Conversation, hostExample } from '@parley/example-kit';
import type { ExampleSetting, RunningExample } from '@parley/example-kit';
import { createChatHub, MODEL_NAME } from './chat-hub.ts';

export function startLlama2(setting: ExampleSetting): Promise<RunningExample> {
  const client = createRequire(import.meta.url).resolve(
    '@aspnet/signalr/dist/browser/signalr.min.js',
  );
  return hostExample({
    ...setting,
    extraFiles: { '/vendor/signalr.min.js': client },
    hubPath: '/chat',
    hub: ({ model, gathering }) => {
      const conversation = new Conversation({
        model,
        agent: MODEL_NAME,
        handle: 'llama',
        room: 'chat',
      });
      return createChatHub({ conversation, gathering });
    },
  });
}
