/**
 * A model's profile: how a room's conversation is laid out for it, and how it is sampled.
 *
 * It belongs to the model, not to the chat: measured on the packaged model, one user turn that holds
 * the chat as material answers 9 of 10 questions about what others said, and one turn a message 5 to 7.
 */

/**
 * `material`: one user turn, the chat so far as material, then the question in plain words.
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
