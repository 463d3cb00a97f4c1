/** The emulator in a process of its own, which a test kills. Runs the built package. */

import { startEmulator } from '@parley/azure-signalr-emulator';

process.on('disconnect', () => process.exit(0));

const emulator = await startEmulator({ port: Number(process.argv[2]) });
process.send({ url: emulator.url, connectionString: emulator.connectionString });
