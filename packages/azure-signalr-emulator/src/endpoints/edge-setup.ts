/** What both ways into the service are given. */

import type { ServiceAccess } from '../access/service-access.ts';
import type { RefusalLog } from '../service/refusal-log.ts';
import type { ServiceSetup } from '../service/service-setup.ts';
import type { Service } from '../service/service.ts';

export interface EdgeSetup extends ServiceSetup {
  readonly access: ServiceAccess;
  readonly service: Service;
  readonly refusals: RefusalLog;
  /** Public ids of clients. */
  readonly createConnectionId: (() => string) | undefined;
}
