/** Has everything that goes to one client, and from it to its server, counted. */

import { type DeliveryKind, isHubPing } from '../../billing/delivery.ts';
import type { Meter } from '../../billing/meter.ts';
import type { Multicast } from './multicast.ts';

export class DeliveryCount {
  readonly #hub: string;
  readonly #meter: Meter;

  constructor(hub: string, meter: Meter) {
    this.#hub = hub;
    this.#meter = meter;
  }

  /** Whether a whole message of the hub protocol may go. */
  count(to: 'client' | 'server', message: Uint8Array): boolean {
    const kind = isHubPing(message) ? 'ping' : 'message';
    return this.#meter.count({ hub: this.#hub, to, bytes: message.length, kind });
  }

  /** As `count`, for what goes to several clients, which no ping does. */
  countMulticast({ bytes, group }: Multicast): boolean {
    return this.#meter.count({
      hub: this.#hub,
      to: 'client',
      bytes: bytes.length,
      kind: 'message',
      group,
    });
  }

  /** What goes in any case. */
  note(to: 'client' | 'server', kind: DeliveryKind, bytes: number): void {
    this.#meter.count({ hub: this.#hub, to, bytes, kind });
  }
}
