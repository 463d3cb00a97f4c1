/** A model's state, in the words of the chat. */

import type { AgentModel, AgentStatus } from '@parley/chat-protocol';
import type { ModelStatus } from '@parley/llm';
import type { AgentOptions } from '../create-chat.ts';
import { failureOf } from './failures.ts';

export function agentStatus(status: ModelStatus): AgentStatus {
  switch (status.state) {
    case 'stopped':
      return { state: 'offline' };
    case 'starting':
      return { state: 'starting', step: status.step, progress: status.progress ?? null };
    case 'ready':
      return { state: 'ready' };
    case 'failed':
      return { state: 'failed', reason: failureOf(status.error).reason };
  }
}

export function agentModel({
  model,
  isPackaged,
}: Pick<AgentOptions, 'model' | 'isPackaged'>): AgentModel | null {
  const { description } = model;
  if (description === undefined) return null;
  const { name, runsOn, contextTokens } = description;
  return { name, runsOn, contextTokens, isPackaged };
}
