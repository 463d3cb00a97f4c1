/** What a run has shown, as a table. */

import type { Measurement } from './fuzzed-server.ts';
import type { FuzzOptions, FuzzReport, Offence } from './run-fuzz.ts';

const MEBIBYTE = 1_048_576;

export function printFuzzReport(report: FuzzReport, options: FuzzOptions): void {
  const sent = sum(report.frames.values());
  console.log(
    `${count(sent)} frames in ${count(report.sessions)} sessions, ${report.seconds.toFixed(1)} s, ` +
      `${count(Math.round(sent / report.seconds))} frames a second, seed ${options.seed}\n`,
  );
  printCounts('frames', report.frames);
  printCounts('ends', report.ends);
  printLatencies(report.latenciesMs);
  printMeasurements(report);
  for (const offence of report.offences) {
    printOffence(offence, options.seed);
  }
  for (const failure of report.failures) {
    console.log(`FAILED: ${failure}`);
  }
  const isSound = report.offences.length + report.failures.length === 0;
  console.log(isSound ? 'No crash, no hang, no leak, no end that is not specified.' : '');
}

function printCounts(title: string, counts: ReadonlyMap<string, number>): void {
  console.log(title);
  for (const [name, amount] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`  ${name.padEnd(60)}${count(amount).padStart(12)}`);
  }
  console.log('');
}

function printLatencies(latenciesMs: readonly number[]): void {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1)} ms`;
  console.log(
    `witnesses: ${count(sorted.length)} calls answered, median ${at(0.5)}, ` +
      `99th percentile ${at(0.99)}, longest ${at(1)}\n`,
  );
}

function printMeasurements({ before, during, after }: FuzzReport): void {
  console.log('server              heap MiB   RSS MiB  connections  sockets   hub calls');
  printMeasurement('after the warm-up', before);
  during.forEach((measurement, index) => {
    printMeasurement(`quarter ${index + 1}, running`, measurement);
  });
  printMeasurement('at rest', after);
  console.log('');
}

function printMeasurement(name: string, measurement: Measurement): void {
  const { heapBytes, rssBytes, connections, sockets, hub } = measurement;
  console.log(
    `${name.padEnd(18)}${(heapBytes / MEBIBYTE).toFixed(1).padStart(10)}` +
      `${(rssBytes / MEBIBYTE).toFixed(1).padStart(10)}${count(connections).padStart(13)}` +
      `${count(sockets).padStart(9)}${count(hub.calls).padStart(12)}`,
  );
}

function printOffence({ session, transport, what, lastFrames }: Offence, seed: number): void {
  console.log(`FAILED: ${transport}: ${what}`);
  console.log(`  again: npm run fuzz:signalr -- --seed ${seed} --session ${session}`);
  for (const frame of lastFrames) {
    console.log(`  ${JSON.stringify(frame.toString('latin1').slice(0, 300))}`);
  }
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
