/** How much of a room's conversation a model is given. */

/** For the system text, the question, and the template around them. */
const RESERVED_TOKENS = 512;
/** Of a context that is too small for the reserve above. */
const LEAST_SHARE = 0.25;
/** A model below a billion weights finds nothing in more chat than this. */
const SMALL_MODEL_PARAMETERS = 1_000_000_000;
const SMALL_MODEL_TOKENS = 1024;

export interface BudgetedModel {
  readonly contextTokens: number;
  readonly parameters: number | undefined;
}

/** Tokens of room lines that fit beside the system text, the question and a full reply. */
export function transcriptBudget(model: BudgetedModel, maxReplyTokens: number): number {
  const fitting = Math.max(
    model.contextTokens - maxReplyTokens - RESERVED_TOKENS,
    Math.floor(model.contextTokens * LEAST_SHARE),
  );
  const isSmall = model.parameters !== undefined && model.parameters < SMALL_MODEL_PARAMETERS;
  return isSmall ? Math.min(fitting, SMALL_MODEL_TOKENS) : fitting;
}
