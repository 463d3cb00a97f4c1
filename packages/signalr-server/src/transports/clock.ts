/** Time as the transports know it, so that a test can move it by hand. */

export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void;
}

export interface Clock {
  /** Calls back once, after `delayMs`. A pending timer does not keep the process alive. */
  startTimer(delayMs: number, callback: () => void): Timer;
}

export const systemClock: Clock = {
  startTimer(delayMs, callback) {
    const timeout = setTimeout(callback, delayMs);
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};
