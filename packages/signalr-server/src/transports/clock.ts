/** Time, given to whatever waits, so that a test can move it by hand. */

/** A timer that has been started. */
export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void;
}

export interface TimerOptions {
  /** Somebody waits for what the timer does at the latest: it keeps the process alive. Default: false. */
  readonly isAwaited?: boolean;
}

/** Where everything in a server has the time from. */
export interface Clock {
  /** Milliseconds that only grow; their zero means nothing. */
  now(): number;
  /** Milliseconds since 1970, for comparing with what others have written down. */
  epochMs(): number;
  /** Calls back once, after `delayMs`. */
  startTimer(delayMs: number, callback: () => void, options?: TimerOptions): Timer;
}

/** The time of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  startTimer(delayMs, callback, { isAwaited = false } = {}) {
    const timeout = setTimeout(callback, delayMs);
    if (!isAwaited) {
      timeout.unref();
    }
    return { cancel: () => clearTimeout(timeout) };
  },
};
