/** What all connections of one hub share. */

import type { HubContract, HubProtocol } from '@parley/signalr-protocol';
import type { ResolvedHubOptions } from '../../hub-options.ts';
import type { Clock } from '../../transports/clock.ts';
import type { Logger } from '../../transports/logger.ts';
import type { Traffic } from '../../transports/traffic.ts';
import type { TransportName } from '../../transports/transport-connection.ts';
import type { HubReach } from '../calls/create-hub-call.ts';
import type { HubPipeline } from '../calls/hub-pipeline.ts';
import type { MethodTable } from '../calls/method-table.ts';
import type { Hub } from '../definition/hub.ts';
import type { HubCounters } from '../hub-metrics.ts';
import type { LifeSettings } from './connection-state.ts';

/** Made once for a mapped hub. */
export interface HubSetup extends HubReach {
  readonly hub: Hub<HubContract>;
  readonly options: ResolvedHubOptions;
  readonly methods: MethodTable;
  readonly pipeline: HubPipeline;
  readonly protocols: readonly HubProtocol[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly traffic: Traffic;
}

/** As its connections see it. */
export interface ConnectionSetup extends HubSetup {
  readonly life: Readonly<Record<TransportName, LifeSettings>>;
  readonly counters: HubCounters;
}
