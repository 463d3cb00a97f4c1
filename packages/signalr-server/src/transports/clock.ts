/** Time, given to whatever waits, so that a test can move it by hand. */

/** A timer that has been started. */
export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void;
}

/** Where everything in a server has the time from. */
export interface Clock {
  /** Milliseconds that only grow; their zero means nothing. */
  now(): number;
  /** Milliseconds since 1970, for comparing with what others have written down. */
  epochMs(): number;
  /** Calls back once, after `delayMs`. A pending timer does not keep the process alive. */
  startTimer(delayMs: number, callback: () => void): Timer;
}

/** The time of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  startTimer(delayMs, callback) {
    const timeout = setTimeout(callback, delayMs);
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};
