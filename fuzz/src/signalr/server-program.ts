/** The server under fire as a process of its own: it answers questions until its parent goes away. */

import { startFuzzedServer } from './fuzzed-server.ts';

function report(kind: 'uncaughtException' | 'unhandledRejection', error: unknown): void {
  process.send?.({ kind, text: error instanceof Error ? error.stack : String(error) });
}

process.on('uncaughtExceptionMonitor', (error) => report('uncaughtException', error));
process.on('unhandledRejection', (reason) => report('unhandledRejection', reason));
process.on('disconnect', () => process.exit(0));

const server = await startFuzzedServer({ disconnectTimeoutMs: 4_000 });
process.on('message', () => {
  void server.measure().then((measurement) => process.send?.({ kind: 'measured', measurement }));
});
process.send?.({ kind: 'listening', listening: { port: server.port } });
