/** Counts what Azure would bill, and knows the tier's limits. */

/** Something that goes out of the service. Pings and other words about server connections are not counted. */
export interface Delivery {
  readonly hub: string;
  readonly to: 'client' | 'server';
  /** Of the payload as it was sent. */
  readonly bytes: number;
  /** Where it went to a group. */
  readonly group?: string;
}

export interface Meter {
  /** Whether it may go: not when the tier's messages of the day are used up. */
  count(delivery: Delivery): boolean;
  /** Why no further connection is taken, where the tier's are used up. Server connections count. */
  connectionRefusal(openConnections: number): string | undefined;
}
