/** The agents, as they were configured, and as everybody sees them. */

import { lookalikeKey, memberIdSchema } from '@parley/chat-protocol';
import type { Agent, MemberId } from '@parley/chat-protocol';
import type { AgentOptions } from '../create-chat.ts';
import { agentModel, agentStatus } from './agent-status.ts';

/** A configured agent with its member id. */
export interface SeatedAgent extends AgentOptions {
  readonly memberId: MemberId;
}

export class AgentRoster {
  readonly #agents: ReadonlyMap<MemberId, SeatedAgent>;
  readonly #reservedKeys: ReadonlySet<string>;

  /** @throws {RangeError} when two agents share an id, a name or a handle. */
  constructor(agents: readonly AgentOptions[]) {
    const seated = agents.map((agent) => ({ ...agent, memberId: memberIdSchema.parse(agent.id) }));
    this.#agents = new Map(seated.map((agent) => [agent.memberId, agent]));
    const keysOfEach = agents.map(
      ({ name, handle }) => new Set([lookalikeKey(name), lookalikeKey(handle)]),
    );
    const keys = keysOfEach.flatMap((keysOfOne) => [...keysOfOne]);
    this.#reservedKeys = new Set(keys);
    if (this.#agents.size < agents.length || this.#reservedKeys.size < keys.length)
      throw new RangeError('Two agents share an id, a name or a handle.');
  }

  find(id: MemberId): SeatedAgent | undefined {
    return this.#agents.get(id);
  }

  all(): readonly SeatedAgent[] {
    return [...this.#agents.values()];
  }

  memberIds(): readonly MemberId[] {
    return [...this.#agents.keys()];
  }

  /** Whether a name is an agent's name or handle or looks like one, so that nobody can speak as it. */
  isReserved(name: string): boolean {
    return this.#reservedKeys.has(lookalikeKey(name));
  }

  members(): readonly Agent[] {
    return this.all().map(asMember);
  }
}

/** The agent as a member, with the state of its model at this moment. */
export function asMember(agent: SeatedAgent): Agent {
  const { memberId, name, handle, model, suggestions } = agent;
  return {
    kind: 'agent',
    id: memberId,
    name,
    handle,
    model: agentModel(agent),
    status: agentStatus(model.status),
    suggestions,
  };
}
