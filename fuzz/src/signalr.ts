/**
 * `npm run fuzz:signalr`: a million hostile frames against a live server in a process of its own.
 *
 * `--frames`, `--seed`, `--seconds`, `--lanes`; `--session` plays one session of a run again. Fails, with the seed and the
 * last frames of the connection, for an end that no rule allows, a crash, a hang, a leak, or a witness that notices.
 */

import { parseArgs } from 'node:util';
import { printFuzzReport } from './signalr/report.ts';
import { runFuzz } from './signalr/run-fuzz.ts';
import { startServerProcess } from './signalr/server-process.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '900' },
    lanes: { type: 'string', default: '48' },
    session: { type: 'string' },
  },
});

const failures: string[] = [];
const server = await startServerProcess((text) => failures.push(text));
const options = {
  frames: Number(values.frames),
  seed: Number(values.seed),
  seconds: Number(values.seconds),
  lanes: Number(values.lanes),
  ...(values.session === undefined ? undefined : { only: Number(values.session) }),
};
const report = await runFuzz(server, options, failures);
printFuzzReport(report, options);
await server.close();
process.exit(report.offences.length + report.failures.length === 0 ? 0 : 1);
