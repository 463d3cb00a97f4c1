/** The Azure router does what every router does, behind the emulator, with real clients on one server and on two. */

import { describeRouter } from '../../signalr-server/test/support/router-contract.ts';
import { AzureFarm } from './support/azure-farm.ts';

describeRouter('AzureRouter on one server', () => AzureFarm.start(1));
describeRouter('AzureRouter on two servers', () => AzureFarm.start(2));
