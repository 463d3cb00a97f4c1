/** What the parts of one hub's router share. */

import type { Clock, LocalRouter, Logger, RoutedConnection } from '@parley/signalr-server';
import type { HubProtocol } from '@parley/signalr-protocol';
import type { Lanes } from './lanes.ts';
import type { LinkSet } from './link-set.ts';
import type { RemoteRequests } from './remote-requests.ts';

export interface RoutingSetup {
  /** What clients of the hub may speak. */
  readonly protocols: readonly HubProtocol[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly links: LinkSet;
  readonly lanes: Lanes;
  readonly requests: RemoteRequests;
  /** The clients of this process, and the groups that they are known to be in. */
  readonly local: LocalRouter;
  readonly members: ReadonlyMap<string, RoutedConnection>;
  /** Of a call or a note, not to be guessed: whoever knows it can answer. */
  readonly createInvocationId: () => string;
}
