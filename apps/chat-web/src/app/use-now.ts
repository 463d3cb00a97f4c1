/** The time to the minute, for words like "yesterday": components render again when it passes. */

import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;

/** Epoch ms. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, thisMinute);
}

function thisMinute(): number {
  return Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, MINUTE_MS / 4);
  return () => clearInterval(timer);
}
