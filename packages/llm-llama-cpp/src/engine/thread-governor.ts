/**
 * How many threads compute, decided from the speed that is observed.
 *
 * The threads of a batch wait for each other by spinning, so when another process takes a core, two
 * threads on two cores are not half as fast but a hundred times slower. When the speed collapses, fewer
 * threads are tried, and kept if that is faster; later more are tried again, less often each time that
 * it does not help.
 */

/** A slump to this share of the usual speed is a collapse; longer conversations alone slow down less. */
const COLLAPSE = 0.4;
/** A change must be worth this factor to be kept. */
const WORTHWHILE = 1.15;
/** Speed is judged over at least this long, and older observations fade after as long again. */
const WINDOW_MS = 150;
const FIRST_RISE_DELAY_MS = 10_000;
const LONGEST_RISE_DELAY_MS = 5 * 60_000;

export interface GovernorState {
  readonly threads: number;
  readonly mostThreads: number;
  /** Work per millisecond that these threads usually do. */
  readonly usualSpeed: number;
  /** Of the latest batches. */
  readonly recent: Observed;
  /** What it was before the trial that is going on. */
  readonly trial: { readonly threads: number; readonly speed: number } | undefined;
  /** When more threads are tried next. */
  readonly riseAt: number;
  readonly riseDelayMs: number;
}

interface Observed {
  readonly work: number;
  readonly elapsedMs: number;
}

export interface Observation extends Observed {
  /** Milliseconds from any fixed point. */
  readonly now: number;
}

const NOTHING: Observed = { work: 0, elapsedMs: 0 };

export function startGoverning(start: {
  readonly threads: number;
  readonly mostThreads: number;
  readonly usualSpeed: number;
  readonly now: number;
}): GovernorState {
  const { now, ...known } = start;
  return {
    ...known,
    recent: NOTHING,
    trial: undefined,
    riseAt: now + FIRST_RISE_DELAY_MS,
    riseDelayMs: FIRST_RISE_DELAY_MS,
  };
}

/** The state after one more batch. */
export function observe(state: GovernorState, observation: Observation): GovernorState {
  const recent = addTo(state.recent, observation);
  if (recent.elapsedMs < WINDOW_MS) return { ...state, recent };

  const speed = recent.work / recent.elapsedMs;
  if (state.trial !== undefined) {
    return endTrial(state, { before: state.trial, speed, now: observation.now });
  }
  if (state.threads > 1 && speed < COLLAPSE * state.usualSpeed) {
    return tryThreads(state, Math.ceil(state.threads / 2), speed);
  }
  if (state.threads < state.mostThreads && observation.now >= state.riseAt) {
    const more = Math.min(state.mostThreads, state.threads + Math.ceil(state.threads / 2));
    return tryThreads(state, more, speed);
  }
  return { ...state, recent: faded(recent) };
}

function tryThreads(state: GovernorState, threads: number, speed: number): GovernorState {
  return { ...state, threads, recent: NOTHING, trial: { threads: state.threads, speed } };
}

function endTrial(
  state: GovernorState,
  trial: {
    readonly before: { readonly threads: number; readonly speed: number };
    readonly speed: number;
    readonly now: number;
  },
): GovernorState {
  const { before, speed, now } = trial;
  const isKept = speed >= before.speed * WORTHWHILE;
  const wasRise = state.threads > before.threads;
  const isRiseInVain = wasRise && !isKept;
  const riseDelayMs = isRiseInVain
    ? Math.min(LONGEST_RISE_DELAY_MS, state.riseDelayMs * 2)
    : FIRST_RISE_DELAY_MS;

  return {
    ...state,
    threads: isKept ? state.threads : before.threads,
    // After a fall in vain, the slump is no matter of threads: it is what is usual now.
    usualSpeed: isKept ? speed : before.speed,
    recent: NOTHING,
    trial: undefined,
    riseAt: now + riseDelayMs,
    riseDelayMs,
  };
}

function addTo(sum: Observed, more: Observed): Observed {
  return { work: sum.work + more.work, elapsedMs: sum.elapsedMs + more.elapsedMs };
}

function faded(sum: Observed): Observed {
  return sum.elapsedMs < 2 * WINDOW_MS ? sum : { work: sum.work / 2, elapsedMs: sum.elapsedMs / 2 };
}
