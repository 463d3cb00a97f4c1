/** Whom a message calls: the mention policy. Pure. */

import { findMentions } from '@parley/chat-protocol';
import type { MemberId } from '@parley/chat-protocol';

export interface Callable {
  readonly memberId: MemberId;
  readonly name: string;
  readonly handle: string;
}

export interface Utterance {
  readonly text: string;
  /** Author of the message that this one replies to. */
  readonly repliesTo: MemberId | undefined;
}

export interface Audience<A extends Callable> {
  readonly agents: readonly A[];
  /** Of the people who could be meant instead, as with `@Llama Smith`. */
  readonly peopleNames: readonly string[];
}

/** The agents that a person's message calls, each once, in the order in which they are listed. */
export function calledAgents<A extends Callable>(
  utterance: Utterance,
  { agents, peopleNames }: Audience<A>,
): readonly A[] {
  const agentNames = agents.flatMap(({ name, handle }) => [name, handle]);
  const longerNames = peopleNames.filter((name) => startsWithAny(name, agentNames));
  const mentions = findMentions(utterance.text, [...agentNames, ...longerNames]);
  const mentioned = new Set(mentions.map(({ name }) => name));

  return agents.filter(
    ({ memberId, name, handle }) =>
      memberId === utterance.repliesTo || mentioned.has(name) || mentioned.has(handle),
  );
}

// Only these can win over an agent's name; looking for everybody's would cost a lot in a long message.
function startsWithAny(name: string, starts: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return starts.some((start) => lower.startsWith(start.toLowerCase()));
}
