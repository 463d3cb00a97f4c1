/**
 * Takes the connections of an endpoint out of the service's rotation: each is announced until the service has said that
 * it knows. Rules: docs/spec/azure-signalr.md, AZ-90 to AZ-92.
 */

import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import type { Clock } from '@parley/signalr-server';
import { departurePing, SERVERS_PING } from './service-ping.ts';
import type { Departure } from './service-ping.ts';

const RESEND_INTERVAL_MS = 5_000;
const MAX_ANNOUNCEMENTS = 24;

interface DepartingConnection {
  ping(ping: ServiceMessage): void;
}

interface Announcement {
  announcedAtMs: number;
  count: number;
}

export class EndpointDeparture {
  readonly #departure: Departure;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #announced = new Map<DepartingConnection, Announcement>();

  constructor(departure: Departure, clock: Pick<Clock, 'now'>) {
    this.#departure = departure;
    this.#clock = clock;
  }

  /** Whether nothing more is to be announced. */
  get isComplete(): boolean {
    return [...this.#announced.values()].every(({ count }) => count >= MAX_ANNOUNCEMENTS);
  }

  announce(connection: DepartingConnection): void {
    this.#announced.set(connection, { announcedAtMs: this.#clock.now(), count: 1 });
    connection.ping(departurePing(this.#departure));
    connection.ping(SERVERS_PING);
  }

  /** The service knows, or the connection has gone. */
  settle(connection: DepartingConnection): void {
    this.#announced.delete(connection);
  }

  /** To be called about once a second. */
  tick(): void {
    const now = this.#clock.now();
    for (const [connection, announcement] of this.#announced) {
      const isDue = now - announcement.announcedAtMs >= RESEND_INTERVAL_MS;
      if (isDue && announcement.count < MAX_ANNOUNCEMENTS) {
        announcement.announcedAtMs = now;
        announcement.count += 1;
        connection.ping(departurePing(this.#departure));
      }
    }
  }
}
