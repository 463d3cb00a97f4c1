/** Ids and secrets of connections. Rules: docs/spec/signalr-transports.md, ST-5. */

import { randomFillSync } from 'node:crypto';

const ID_BYTES = 16;

/** Asking for random bytes costs more than having them: enough for 256 ids are asked for at a time. */
const pool = Buffer.alloc(256 * ID_BYTES);
let used = pool.length;

/** 128 random bits in 22 characters of base64url: an id, or a secret, never one for both. */
export function createConnectionId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used;
  used += ID_BYTES;
  return pool.toString('base64url', start, used);
}
