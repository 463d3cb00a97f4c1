/** What a run against the live service has shown, as a table. */

import type { LiveMeasurement } from './live-targets.ts';
import type { LiveFuzzOptions, LiveFuzzReport } from './run-live-fuzz.ts';

const MEBIBYTE = 1_048_576;

export function printLiveReport(report: LiveFuzzReport, { seed }: LiveFuzzOptions): void {
  const kinds = [...report.sessions].map(([kind, amount]) => `${count(amount)} ${kind}`);
  console.log(
    `live: ${report.seconds.toFixed(1)} s, seed ${seed}: ${kinds.join(', ')} sessions, ${count(report.frames)} frames, ` +
      `${count(report.after.meddled)} messages meddled with on the way, ${count(report.after.calls)} calls\n`,
  );
  const sorted = [...report.latenciesMs].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  console.log(
    `witnesses: ${count(sorted.length)} calls answered, median ${at(0.5)} ms, ` +
      `99th percentile ${at(0.99)} ms, longest ${at(1)} ms`,
  );
  printMeasurement('after the warm-up', report.before);
  printMeasurement('at rest', report.after);
  for (const failure of report.failures) {
    console.log(`FAILED: ${failure}`);
  }
  console.log(
    report.failures.length === 0 ? '\nNo crash, no hang, no leak; the others did not notice.' : '',
  );
}

function printMeasurement(name: string, measurement: LiveMeasurement): void {
  const { heapBytes, rssBytes, clients, sockets } = measurement;
  console.log(
    `${name.padEnd(20)}heap ${(heapBytes / MEBIBYTE).toFixed(1)} MiB, RSS ` +
      `${(rssBytes / MEBIBYTE).toFixed(1)} MiB, ${clients} clients, ${sockets} sockets`,
  );
}

function count(value: number): string {
  return value.toLocaleString('en');
}
