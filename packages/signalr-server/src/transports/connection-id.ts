/** Ids and secrets of connections. Rules: docs/spec/signalr-transports.md, ST-5. */

import { randomBytes } from 'node:crypto';

const ID_BYTES = 16;

/** 128 random bits in 22 characters of base64url: an id, or a secret, never one for both. */
export function createConnectionId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}
