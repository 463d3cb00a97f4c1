/** Asks strangers for the secret of the invite link, where the server can be reached by them. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Refusal } from '@parley/chat-protocol';
import type { AttemptLimit } from './attempt-limit.ts';

export interface InviteGateOptions {
  readonly isNeeded: boolean;
  readonly secret: string;
  /** Counts wrong secrets by address. */
  readonly wrongAttempts: AttemptLimit;
}

export class InviteGate {
  readonly isNeeded: boolean;
  readonly #secret: string;
  readonly #wrongAttempts: AttemptLimit;

  constructor({ isNeeded, secret, wrongAttempts }: InviteGateOptions) {
    this.isNeeded = isNeeded;
    this.#secret = secret;
    this.#wrongAttempts = wrongAttempts;
  }

  /** What another person opens to join. The fragment stays in the browser and out of every log. */
  inviteUrl(baseUrl: string): string {
    return this.isNeeded ? `${baseUrl}/#invite=${encodeURIComponent(this.#secret)}` : `${baseUrl}/`;
  }

  /** `undefined`: come in. */
  refusalOf(invite: string | undefined, address: string): Refusal | undefined {
    if (!this.isNeeded) return undefined;
    const retryAfterMs = this.#wrongAttempts.waitMs(address);
    if (retryAfterMs > 0) {
      const message = 'Too many wrong invites from here. Wait a few minutes, then try again.';
      return { ok: false, problem: { code: 'rate-limited', message, retryAfterMs } };
    }
    if (invite !== undefined && isEqual(invite, this.#secret)) return undefined;

    if (invite !== undefined) this.#wrongAttempts.count(address);
    const message =
      invite === undefined
        ? 'Joining this chat needs its invite link. Ask somebody who is in it.'
        : 'This invite is not valid. Ask for the invite link again.';
    return { ok: false, problem: { code: 'invite-needed', message } };
  }
}

/** In a time that depends on neither; hashed, because the lengths may differ. */
function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
