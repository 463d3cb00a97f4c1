/** What all connections of one hub share. */

import type { HubContract, HubProtocol } from '@parley/signalr-protocol';
import type { Clock } from '../transports/clock.ts';
import type { ResolvedHubOptions } from '../hub-options.ts';
import type { Logger } from '../transports/logger.ts';
import type { HubPipeline } from './hub-pipeline.ts';
import type { Hub, HubClients, HubConnections, HubGroups } from './hub.ts';
import type { MethodTable } from './method-table.ts';
import type { Router } from './router.ts';

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
}
