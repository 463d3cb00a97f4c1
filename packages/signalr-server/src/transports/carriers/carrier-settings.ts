/** What every carrier of an endpoint is built with. */

import type { Clock } from '../clock.ts';

export interface CarrierSettings {
  readonly clock: Clock;
  /** How long the client may take over its part of a graceful end. */
  readonly closeTimeoutMs: number;
  /** How long bytes may wait for the operating system to take them. */
  readonly sendTimeoutMs: number;
  /** How long a poll waits for something to send. */
  readonly pollTimeoutMs: number;
  /** How long a connection may be without a request. */
  readonly disconnectTimeoutMs: number;
}
