/**
 * Counts what Azure would bill, and knows the tier's limits.
 *
 * Rules: docs/spec/azure-service.md, AS-70 to AS-79.
 */

import type { Clock } from '@parley/signalr-server/transports';
import { billedMessages, type Delivery, type DeliveryKind } from './delivery.ts';
import { HubCount } from './hub-count.ts';
import { MinuteCounts } from './minute-counts.ts';
import { type EmulatedTier, type TierLimits, tierLimits } from './tier-limits.ts';

const DAY_MS = 86_400_000;
const MAX_HUBS = 100;

export interface Meter {
  /** Whether it may go: not when the tier's messages of the day are used up. */
  count(delivery: Delivery): boolean;
  /** Why no further connection is taken, where the tier's are used up. Server connections count. */
  connectionRefusal(openConnections: number): string | undefined;
  /** One more connection is open now: so many. */
  connectionOpened(openConnections: number): void;
  /** As the service tells its servers: why nothing further goes today, where the tier's messages are used up. */
  messageRefusal(): string | undefined;
  /** Of the tier. */
  readonly limits: TierLimits;
  snapshot(): MeterSnapshot;
}

export interface MeterSettings {
  /** Default: `none`. */
  readonly tier?: EmulatedTier;
  readonly clock: Clock;
  /** Default: hub messages alone. */
  readonly billedKinds?: readonly DeliveryKind[];
}

/** What was counted since midnight, UTC. */
export interface MeterSnapshot {
  /** `2026-01-31`. */
  readonly day: string;
  readonly limits: TierLimits;
  readonly messages: number;
  readonly toClients: number;
  readonly toServers: number;
  /** What was sent and is not billed: pings for instance. */
  readonly unbilledDeliveries: number;
  readonly refusedDeliveries: number;
  /** Most connections at one time. */
  readonly peakConnections: number;
  /** Billed messages of the busiest minute. */
  readonly peakMinute: number;
  /** Billed messages of each of the last 60 minutes, the running one at the end. */
  readonly minutes: readonly number[];
  readonly hubs: readonly HubSnapshot[];
}

export interface HubSnapshot {
  readonly hub: string;
  readonly messages: number;
  /** By name; the most billed come first. */
  readonly groups: ReadonlyMap<string, number>;
  /** Of groups that came after so many others that they are no longer counted one by one. */
  readonly otherGroups: number;
}

/** @throws {RangeError} A tier of no units, or of too many. */
export function createMeter(settings: MeterSettings): Meter {
  return new DayMeter(settings);
}

class DayMeter implements Meter {
  readonly #clock: Clock;
  readonly limits: TierLimits;
  readonly #billedKinds: ReadonlySet<DeliveryKind>;
  readonly #minutes = new MinuteCounts();
  #hubs = new Map<string, HubCount>();
  #day = 0;
  #toClients = 0;
  #toServers = 0;
  #unbilled = 0;
  #refused = 0;
  #connections = 0;
  #peakConnections = 0;

  constructor({ clock, tier = 'none', billedKinds = ['message'] }: MeterSettings) {
    this.#clock = clock;
    this.limits = tierLimits(tier);
    this.#billedKinds = new Set(billedKinds);
    this.#day = dayOf(clock.epochMs());
  }

  count(delivery: Delivery): boolean {
    this.#turnDay();
    if (!this.#billedKinds.has(delivery.kind ?? 'message')) {
      this.#unbilled += 1;
      return true;
    }
    if (this.#isUsedUp) {
      this.#refused += 1;
      return false;
    }

    const messages = billedMessages(delivery.bytes);
    if (delivery.to === 'client') {
      this.#toClients += messages;
    } else {
      this.#toServers += messages;
    }
    this.#minutes.add(this.#clock.epochMs(), messages);
    this.#hubCount(delivery.hub)?.add(messages, delivery.group);
    return true;
  }

  connectionRefusal(openConnections: number): string | undefined {
    const { connections } = this.limits;
    return connections !== undefined && openConnections >= connections
      ? `Connection count reaches limit. The tier has ${connections}: servers' and clients' count together.`
      : undefined;
  }

  connectionOpened(openConnections: number): void {
    this.#turnDay();
    this.#connections = openConnections;
    this.#peakConnections = Math.max(this.#peakConnections, openConnections);
  }

  messageRefusal(): string | undefined {
    this.#turnDay();
    return this.#isUsedUp
      ? `Maximum message count limit reached: ${this.limits.messagesPerDay}`
      : undefined;
  }

  snapshot(): MeterSnapshot {
    this.#turnDay();
    const minutes = this.#minutes.lastHour(this.#clock.epochMs());
    return {
      day: new Date(this.#day * DAY_MS).toISOString().slice(0, 10),
      limits: this.limits,
      messages: this.#messages,
      toClients: this.#toClients,
      toServers: this.#toServers,
      unbilledDeliveries: this.#unbilled,
      refusedDeliveries: this.#refused,
      peakConnections: this.#peakConnections,
      peakMinute: this.#minutes.peak,
      minutes,
      hubs: [...this.#hubs].map(([hub, counted]) => ({ hub, ...counted.snapshot() })),
    };
  }

  get #isUsedUp(): boolean {
    return this.#messages >= (this.limits.messagesPerDay ?? Number.POSITIVE_INFINITY);
  }

  get #messages(): number {
    return this.#toClients + this.#toServers;
  }

  #turnDay(): void {
    const day = dayOf(this.#clock.epochMs());
    if (day === this.#day) {
      return;
    }
    this.#day = day;
    this.#hubs = new Map();
    this.#toClients = 0;
    this.#toServers = 0;
    this.#unbilled = 0;
    this.#refused = 0;
    this.#peakConnections = this.#connections;
    this.#minutes.forgetPeak();
  }

  /** `undefined` past the bound: such hubs are in the totals alone. */
  #hubCount(hub: string): HubCount | undefined {
    const known = this.#hubs.get(hub);
    if (known !== undefined || this.#hubs.size >= MAX_HUBS) {
      return known;
    }
    const added = new HubCount();
    this.#hubs.set(hub, added);
    return added;
  }
}

function dayOf(epochMs: number): number {
  return Math.floor(epochMs / DAY_MS);
}
