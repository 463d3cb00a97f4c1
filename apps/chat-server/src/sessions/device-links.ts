/** One-time links that sign the same person in on another device. */

import { createHash, randomBytes } from 'node:crypto';
import type { Clock, HistoryStore } from '@parley/chat-core';
import type { DeviceLink, MemberId } from '@parley/chat-protocol';

/** 10 minutes. */
export const DEVICE_LINK_LIFETIME_MS = 10 * 60 * 1000;

export interface DeviceLinksOptions {
  readonly store: Pick<HistoryStore, 'addDeviceLink' | 'takeDeviceLink'>;
  readonly clock: Clock;
}

export class DeviceLinks {
  readonly #store: DeviceLinksOptions['store'];
  readonly #clock: Clock;

  constructor({ store, clock }: DeviceLinksOptions) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The token stands in the fragment, which browsers send to nobody, so it is in no log. */
  async create(memberId: MemberId, baseUrl: string): Promise<DeviceLink> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = this.#clock.now() + DEVICE_LINK_LIFETIME_MS;
    await this.#store.addDeviceLink({ hash: hashOf(token), memberId, expiresAt });
    return { url: `${baseUrl}/#link=${token}`, expiresAt };
  }

  /** Whose link it was; `undefined` when it is unknown, used or expired. It is used now. */
  claim(token: string): Promise<MemberId | undefined> {
    return this.#store.takeDeviceLink(hashOf(token), this.#clock.now());
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
