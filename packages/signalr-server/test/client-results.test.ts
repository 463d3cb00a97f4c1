/** Official clients that are asked by a server that serves them itself. Rules: SH-100 to SH-107. */

import { describeAskedClients } from './support/asked-client-contract.ts';
import { startServer } from './support/start-server.ts';

describeAskedClients(startServer);
