/**
 * What an agent has heard: the room's conversation, attributed, in the order of the room.
 *
 * A transcript says nothing of templates or roles. How it becomes a prompt is a matter of the model's
 * profile (`profile.ts`), because a small model and a large one want it laid out differently.
 */

/** One utterance. Names and texts are untrusted: they are whatever people typed. */
export type TranscriptLine =
  | { readonly by: 'person'; readonly name: string; readonly text: string }
  /** The agent itself said this earlier. */
  | { readonly by: 'self'; readonly text: string };

export interface Transcript {
  /** The agent's display name. */
  readonly agent: string;
  /** How people call it in a text, without the `@`. */
  readonly handle: string;
  readonly room: string;
  /** Oldest first, without the question. */
  readonly heard: readonly TranscriptLine[];
  /** How many older lines were left out because they did not fit. */
  readonly omitted: number;
  /** What is to be answered, as it was written, mention included. */
  readonly question: { readonly name: string; readonly text: string };
}
