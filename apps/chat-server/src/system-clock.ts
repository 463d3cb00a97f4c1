/** Time and ids of this machine, as the chat asks for them. */

import { randomBytes } from 'node:crypto';
import type { Clock, IdSource } from '@parley/chat-core';
import { systemClock as hubClock } from '@parley/signalr-server/transports';
import type { Clock as HubClock } from '@parley/signalr-server/transports';

/** Where a server has the time from. */
export interface ServerTime {
  readonly chat: Clock;
  readonly hub: HubClock;
}

const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemTime: ServerTime = { chat: systemClock, hub: hubClock };

/** 128 random bits each, base64url. */
export const randomIds: IdSource = {
  next: () => randomBytes(16).toString('base64url'),
};
