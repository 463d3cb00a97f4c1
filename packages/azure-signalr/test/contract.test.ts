/** The Azure router does what every router does, with real clients of the emulator. */

import { describe } from 'vitest';
import { describeRouter } from '../../signalr-server/test/support/router-contract.ts';
import { AzureFarm } from './support/azure-farm.ts';

describe('[AZ-156]', () => {
  describeRouter('AzureRouter on one server', () => AzureFarm.start({ servers: 1, emulators: 1 }));
  describeRouter('AzureRouter on two servers', () => AzureFarm.start({ servers: 2, emulators: 1 }));
  describeRouter('AzureRouter on two servers and endpoints', () =>
    AzureFarm.start({ servers: 2, emulators: 2 }),
  );
});
