/** Who we say that we are: not Microsoft's SDK. Rules: docs/spec/azure-signalr.md, AZ-41. */

import { arch, platform } from 'node:os';

/** As in package.json. */
const VERSION = '0.1.0';

export const USER_AGENT = `@parley/azure-signalr/${VERSION} (Node.js ${process.version}; ${platform()}; ${arch()})`;
