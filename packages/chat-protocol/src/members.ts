/** People and agents: members of the same rooms, in the same list. */

import type { MemberId } from './ids.ts';

export interface Person {
  readonly kind: 'person';
  readonly id: MemberId;
  readonly name: string;
  readonly isOnline: boolean;
  /** Epoch ms; `null` before the first connection. */
  readonly lastSeenAt: number | null;
}

export interface Agent {
  readonly kind: 'agent';
  readonly id: MemberId;
  readonly name: string;
  /** How people call it in a text, without the `@`. */
  readonly handle: string;
  readonly model: AgentModel | null;
  readonly status: AgentStatus;
  /** Things to ask it in an empty room. */
  readonly suggestions: readonly string[];
}

export type Member = Person | Agent;

/** What people are told of an agent's model. */
export interface AgentModel {
  readonly name: string;
  readonly runsOn: string;
  readonly contextTokens: number;
  /** Whether it is the tiny packaged one, which the page says plainly. */
  readonly isPackaged: boolean;
}

export type AgentStatus =
  | { readonly state: 'offline' }
  | {
      readonly state: 'starting';
      readonly step: 'downloading' | 'loading' | 'calibrating' | 'restarting';
      /** 0 to 1. */
      readonly progress: number | null;
    }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly reason: string };
