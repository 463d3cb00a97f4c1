/** REST shapes, for what is not real-time. Refusals are a {@link Problem} with its status. */

import type { MemberId } from './ids.ts';
import type { Message } from './messages.ts';
import type { Problem } from './outcome.ts';

/** `GET /api/session`. */
export interface SessionView {
  /** `null`: nobody is signed in. */
  readonly me: { readonly id: MemberId; readonly name: string } | null;
  /** Whether signing in needs the secret of the invite link. */
  readonly isInviteNeeded: boolean;
  /** Nobody can connect now: the service between people and the server is away. */
  readonly isServiceAway?: true;
}

/** `POST /api/session/link`: signs the same person in on another device, once. */
export interface DeviceLink {
  readonly url: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** `GET /api/rooms/{id}/messages?before=&limit=`: a page of history, in the order of the room. */
export interface HistoryPage {
  readonly messages: readonly Message[];
  readonly hasEarlier: boolean;
}

/** `GET /api/rooms/{id}/replies/{messageId}/transcript`: what the agent was given for a reply. */
export interface HeardTranscript {
  readonly heard: readonly HeardLine[];
  /** Older lines that did not fit. */
  readonly omitted: number;
  readonly question: { readonly name: string; readonly text: string };
}

export type HeardLine =
  | { readonly by: 'person'; readonly name: string; readonly text: string }
  | { readonly by: 'self'; readonly text: string };

/** Body of every refusal. */
export interface ProblemBody {
  readonly problem: Problem;
}
