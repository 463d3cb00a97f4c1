/** What is under fire as a process of its own: it answers questions until its parent goes away. */

import { startLiveTargets } from './live-targets.ts';

function report(kind: 'uncaughtException' | 'unhandledRejection', error: unknown): void {
  process.send?.({ kind, text: error instanceof Error ? error.stack : String(error) });
}

process.on('uncaughtExceptionMonitor', (error) => report('uncaughtException', error));
process.on('unhandledRejection', (reason) => report('unhandledRejection', reason));
process.on('disconnect', () => process.exit(0));

const targets = await startLiveTargets(Number(process.argv[2]));
const { servicePort, fuzzedPort, witnessPort, accessKey } = targets;
process.on('message', (request: 'measure' | 'cut') => {
  if (request === 'cut') {
    targets.cut();
  } else {
    void targets.measure().then((measurement) => process.send?.({ kind: 'measured', measurement }));
  }
});
process.send?.({
  kind: 'listening',
  listening: { servicePort, fuzzedPort, witnessPort, accessKey },
});
