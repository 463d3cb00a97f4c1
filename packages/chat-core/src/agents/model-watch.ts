/** Following the models: what changes is told to everybody, and waiting turns are looked at again. */

import type { AgentStatus } from '@parley/chat-protocol';
import type { Announcer } from '../announcer.ts';
import type { TurnScheduler } from '../turns/turn-scheduler.ts';
import { asMember } from './agent-roster.ts';
import type { AgentRoster, SeatedAgent } from './agent-roster.ts';
import { agentStatus } from './agent-status.ts';

export interface ModelWatchOptions {
  readonly roster: AgentRoster;
  readonly announcer: Announcer;
  readonly scheduler: Pick<TurnScheduler, 'wake'>;
}

/** The function returned ends it. */
export function watchModels(options: ModelWatchOptions): () => void {
  const ends = options.roster.all().map((agent) => watchModel(agent, options));
  return () => ends.forEach((end) => end());
}

function watchModel(agent: SeatedAgent, { announcer, scheduler }: ModelWatchOptions): () => void {
  let told = agentStatus(agent.model.status);
  return agent.model.onStatusChanged((status) => {
    const next = agentStatus(status);
    if (isWorthTelling(told, next)) {
      told = next;
      announcer.memberChanged(asMember(agent));
    }
    scheduler.wake();
  });
}

/** Of progress, whole percents: a download reports thousands of times, to everybody who is connected. */
export function isWorthTelling(told: AgentStatus, next: AgentStatus): boolean {
  if (told.state !== 'starting' || next.state !== 'starting') return true;
  return told.step !== next.step || percents(told.progress) !== percents(next.progress);
}

function percents(progress: number | null): number | null {
  return progress === null ? null : Math.floor(progress * 100);
}
