/** What an application says of the emulator, and what it is given. */

import type { Clock, Logger } from '@parley/signalr-server/transports';
import type { DeliveryKind } from './billing/delivery.ts';
import type { MeterSnapshot } from './billing/meter.ts';
import type { EmulatedTier } from './billing/tier-limits.ts';
import type { ServiceSettings } from './service/service-settings.ts';

/** Everything has a default. */
export interface EmulatorSettings {
  /** 0 takes a free one. Default: 8888, as Microsoft's emulator. */
  readonly port?: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: that of Microsoft's emulator. */
  readonly accessKey?: string;
  /** Default: `none`. */
  readonly tier?: EmulatedTier;
  /** Kinds of deliveries that are counted. Default: hub messages alone. */
  readonly billedKinds?: readonly DeliveryKind[];
  /** How far the clock of whoever signs a token may be from ours. Default: 5 minutes. */
  readonly clockSkewMs?: number;
  /** Whether any token that no access key has signed is taken for a server's, of Microsoft Entra. Default: false. */
  readonly acceptsEntraTokens?: boolean;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** From 0 to less than 1. Default: `Math.random`. */
  readonly random?: () => number;
  /** Public ids of clients. Default: 128 random bits. */
  readonly createConnectionId?: () => string;
  /** What is not known of the real service. Each has a default. */
  readonly service?: Partial<ServiceSettings>;
}

/** A service that listens. */
export interface RunningEmulator extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly connectionString: string;
  /** What Azure would have billed since midnight, UTC. */
  billing(): MeterSnapshot;
  /**
   * Says this to every server connection of a hub, as the service does of its own accord: `target` and `offline` with
   * the id of an instance, `echo`, `d-m`.
   */
  pingServers(hub: string, values: readonly string[]): void;
  /**
   * Closes one of a hub's server connections, that with the most clients, as the service does for its own maintenance.
   * Its clients go on over other connections of the same process, if there are any and the server lets them go.
   * Resolves once it is closed.
   *
   * @throws {RangeError} Rejects where the hub has none that takes clients.
   */
  retireServerConnection(hub: string): Promise<void>;
  /** Ends every connection; servers and clients come back when there is a service again. */
  close(): Promise<void>;
}
