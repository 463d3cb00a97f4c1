/** A profile's sampling in the engine's terms. */

import type { Sampling } from '@parley/llm';
import type { ContextShiftOptions, SequenceEvaluateOptions, Token } from 'node-llama-cpp';

/** Over how many of the latest tokens of the reply repetition is made less likely. */
const PENALTY_WINDOW_TOKENS = 64;

/** The library would silently erase the beginning of the prompt; one that is too long is refused before. */
export const REFUSED_SHIFT: ContextShiftOptions = {
  strategy: () => {
    throw new Error('the context is full');
  },
};

/** `reply` holds the tokens written so far, and grows. */
export function samplingOptions(
  sampling: Sampling,
  reply: readonly Token[],
): SequenceEvaluateOptions {
  return {
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    minP: sampling.minP,
    ...(sampling.seed === undefined ? {} : { seed: sampling.seed }),
    ...(sampling.repeatPenalty === 1
      ? {}
      : {
          repeatPenalty: {
            penalty: sampling.repeatPenalty,
            punishTokens: () => reply.slice(-PENALTY_WINDOW_TOKENS),
            maxPunishTokens: PENALTY_WINDOW_TOKENS,
          },
        }),
    contextShift: REFUSED_SHIFT,
  };
}
