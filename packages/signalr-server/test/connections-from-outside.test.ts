/** Official clients listed and ended from outside by a server that serves them itself. Rules: SH-110 to SH-115. */

import { describeConnectionsFromOutside } from './support/connections-from-outside-contract.ts';
import { startServer } from './support/start-server.ts';

describeConnectionsFromOutside(startServer);
