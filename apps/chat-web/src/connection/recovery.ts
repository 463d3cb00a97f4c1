/** When to try again: a pure machine. It never gives up, backs off, and spreads clients by jitter. */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

export type ConnectionState =
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'online' }
  /** `retryAt`: epoch ms. */
  | { readonly phase: 'waiting'; readonly attempt: number; readonly retryAt: number }
  | { readonly phase: 'closed'; readonly reason: 'left' | 'not-signed-in' };

export type ConnectionInput =
  | { readonly type: 'opened' }
  /** An attempt failed, or the open connection was lost. `chance`: 0 to 1. */
  | { readonly type: 'lost'; readonly now: number; readonly chance: number }
  /** The delay is over, or somebody pressed "Retry now". */
  | { readonly type: 'retry' }
  | { readonly type: 'close'; readonly reason: 'left' | 'not-signed-in' };

export const INITIAL_CONNECTION: ConnectionState = { phase: 'connecting', attempt: 0 };

/** Inputs that make no sense in a state leave it as it is. */
export function stepConnection(state: ConnectionState, input: ConnectionInput): ConnectionState {
  if (state.phase === 'closed') return state;
  switch (input.type) {
    case 'opened':
      return state.phase === 'connecting' ? { phase: 'online' } : state;
    case 'lost':
      return afterLoss(state, input);
    case 'retry':
      return state.phase === 'waiting' ? { phase: 'connecting', attempt: state.attempt } : state;
    case 'close':
      return { phase: 'closed', reason: input.reason };
  }
}

function afterLoss(
  state: ConnectionState,
  { now, chance }: { readonly now: number; readonly chance: number },
): ConnectionState {
  if (state.phase === 'online')
    return { phase: 'waiting', attempt: 0, retryAt: now + chance * FIRST_DELAY_MS };
  if (state.phase !== 'connecting') return state;
  const attempt = state.attempt + 1;
  return { phase: 'waiting', attempt, retryAt: now + backOffMs(attempt, chance) };
}

/** Half of the doubled delay is certain, the other half is left to chance. */
function backOffMs(attempt: number, chance: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * chance;
}
