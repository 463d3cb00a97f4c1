/**
 * A model's profile: how a room's conversation is laid out for it, and how it is sampled.
 *
 * It belongs to the model, not to the chat: the packaged model answers 41 of 60 questions right with the
 * chat as material, and 25 with one plain transcript (`npm run bench:situations`).
 */

/**
 * `material`: what people said as material, then the question in plain words; the agent's own last answer
 * only before a question that follows up on it.
 * `conversation`: the agent's own lines as assistant turns, everybody else's as attributed user turns.
 * `transcript`: one user turn that holds every line as it was said.
 */
export type Layout = 'material' | 'conversation' | 'transcript';

export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  /** 1 is none. */
  readonly repeatPenalty: number;
  /** Most tokens of one reply. */
  readonly maxTokens: number;
  /** The same seed and prompt give the same reply; `undefined` draws one. */
  readonly seed: number | undefined;
}

export interface ModelProfile {
  readonly layout: Layout;
  /** `{agent}` and `{room}` are replaced. */
  readonly systemText: string;
  readonly sampling: Sampling;
  /** Things to ask in an empty room that this model does well. */
  readonly suggestions: readonly string[];
}
