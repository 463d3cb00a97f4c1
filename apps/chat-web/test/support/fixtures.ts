/** The people, the agent and the time of the tests. */

import type { Agent, MemberId, Person } from '@parley/chat-protocol';

/** Epoch ms: ten in the morning of a Tuesday. */
export const FIRST_TIME = new Date(2026, 2, 3, 10, 2).getTime();

export const LLAMA: Agent = {
  kind: 'agent',
  id: 'llama' as MemberId,
  name: 'Llama',
  handle: 'llama',
  model: {
    name: 'SmolLM2 135M Instruct',
    runsOn: 'this machine',
    contextTokens: 4096,
    isPackaged: true,
  },
  status: { state: 'ready' },
  suggestions: [
    'Why is the sky blue?',
    'Write a two-line poem about this room.',
    'Give us three ideas for a team lunch.',
  ],
};

export const ANA = person('ana', 'Ana', true);
export const BO = person('bo', 'Bo', true);
export const MIKA = person('mika', 'Mika', true);
export const TEO = person('teo', 'Teo', false);

function person(id: string, name: string, isOnline: boolean): Person {
  return {
    kind: 'person',
    id: id as MemberId,
    name,
    isOnline,
    lastSeenAt: FIRST_TIME - 26 * 60 * 60_000,
  };
}
