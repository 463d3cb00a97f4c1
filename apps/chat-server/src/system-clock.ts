/** Time and ids of this machine, as the chat asks for them. */

import { randomBytes } from 'node:crypto';
import type { Clock, IdSource } from '@parley/chat-core';

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** 128 random bits each, base64url. */
export const randomIds: IdSource = {
  next: () => randomBytes(16).toString('base64url'),
};
