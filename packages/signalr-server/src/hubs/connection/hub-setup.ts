/** What all connections of one hub share. */

import type { HubContract, HubProtocol } from '@parley/signalr-protocol';
import type { Clock } from '../../transports/clock.ts';
import type { ResolvedHubOptions } from '../../hub-options.ts';
import type { Logger } from '../../transports/logger.ts';
import type { TransportName } from '../../transports/transport-connection.ts';
import type { LifeSettings } from './connection-state.ts';
import type { HubCounters } from '../hub-metrics.ts';
import type { HubPipeline } from '../calls/hub-pipeline.ts';
import type { Traffic } from '../../transports/traffic.ts';
import type { Hub, HubClients, HubConnections, HubGroups } from '../definition/hub.ts';
import type { MethodTable } from '../calls/method-table.ts';
import type { Router } from '../routing/router.ts';

export interface HubSetup {
  readonly hub: Hub<HubContract>;
  readonly options: ResolvedHubOptions;
  readonly methods: MethodTable;
  readonly pipeline: HubPipeline;
  readonly router: Router;
  readonly clients: HubClients<HubContract>;
  readonly groups: HubGroups;
  readonly connections: HubConnections;
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
