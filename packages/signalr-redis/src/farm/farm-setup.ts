/** What the parts of one hub's router share. */

import type { Clock, Logger, LocalRouter } from '@parley/signalr-server';
import type { HubProtocol } from '@parley/signalr-protocol';
import type { RedisLink } from '../link/redis-link.ts';
import type { BackplaneChannels } from '../wire/backplane-channels.ts';
import type { FarmMember } from './farm-member.ts';

export interface FarmSetup {
  /** Of this server, and no other's. */
  readonly serverName: string;
  readonly channels: BackplaneChannels;
  readonly protocols: readonly HubProtocol[];
  readonly link: RedisLink;
  readonly local: LocalRouter;
  /** The connections of this process, by their ids. */
  readonly members: ReadonlyMap<string, FarmMember>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What a list of connections may hold. */
  readonly maxFoundConnections: number;
}
