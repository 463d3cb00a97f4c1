/** The AI streaming sample: its hub at `/groupChat`, its page, the packaged model. */

import { createRequire } from 'node:module';
import { Conversation, hostExample } from '@parley/example-kit';
import type { ExampleSetting, RunningExample } from '@parley/example-kit';
import type { LanguageModel } from '@parley/llm';
import { createGroupChatHub, MODEL_NAME } from './group-chat-hub.ts';

/** Groups remembered; the one that was joined longest ago is forgotten first. */
const MAX_GROUPS = 1_000;

export function startAiStreaming(setting: ExampleSetting): Promise<RunningExample> {
  const client = createRequire(import.meta.url).resolve(
    'signalr-client-8/dist/browser/signalr.min.js',
  );
  return hostExample({
    ...setting,
    extraFiles: { '/vendor/signalr.min.js': client },
    hubPath: '/groupChat',
    hub: ({ model, gathering }) =>
      createGroupChatHub({ conversationOf: conversationsOf(model), gathering }),
  });
}

function conversationsOf(model: LanguageModel): (group: string) => Conversation {
  const conversations = new Map<string, Conversation>();
  return (group) => {
    const known = conversations.get(group);
    if (known !== undefined) return known;
    const conversation = new Conversation({ model, agent: MODEL_NAME, handle: 'gpt', room: group });
    const oldest = conversations.keys().next().value;
    if (conversations.size >= MAX_GROUPS && oldest !== undefined) conversations.delete(oldest);
    conversations.set(group, conversation);
    return conversation;
  };
}
