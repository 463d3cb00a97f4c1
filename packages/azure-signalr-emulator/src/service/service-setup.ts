/** What every part of the service is given. */

import type { AccessKeyResponseMessage } from '@parley/azure-signalr-protocol';
import type { Clock, Logger } from '@parley/signalr-server/transports';
import type { Meter } from '../billing/meter.ts';
import type { ServiceSettings } from './service-settings.ts';

export interface ServiceSetup {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly settings: ServiceSettings;
  /** From 0 to less than 1. */
  random(): number;
  /** The key that signs clients' tokens, for a server that has none, or why it is not given. */
  answerAccessKeyRequest(): AccessKeyResponseMessage;
}
