/** Has everything that goes to one client, and from it to its server, counted. */

import { type DeliveryKind, isHubPing } from '../../billing/delivery.ts';
import type { Meter } from '../../billing/meter.ts';

export class DeliveryCount {
  readonly #hub: string;
  readonly #meter: Meter;

  constructor(hub: string, meter: Meter) {
    this.#hub = hub;
    this.#meter = meter;
  }

  /** Whether a hub message may go. */
  count(to: 'client' | 'server', message: Uint8Array, group?: string): boolean {
    return this.#meter.count({
      hub: this.#hub,
      to,
      bytes: message.length,
      kind: isHubPing(message) ? 'ping' : 'message',
      ...(group === undefined ? {} : { group }),
    });
  }

  /** What goes in any case. */
  note(to: 'client' | 'server', kind: DeliveryKind, bytes: number): void {
    this.#meter.count({ hub: this.#hub, to, bytes, kind });
  }
}
