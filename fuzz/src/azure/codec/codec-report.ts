/** What a run over the codec has shown, as a table. */

import type { GrowthFinding } from './growth.ts';
import type { CodecFuzzReport, CodecOffence } from './run-codec-fuzz.ts';

export function printCodecReport(
  report: CodecFuzzReport,
  { seed, source }: { readonly seed: number; readonly source: string },
): void {
  const { inputs, seconds, streams, compared, types } = report;
  console.log(
    `codec: ${count(inputs)} inputs in ${seconds.toFixed(1)} s, ` +
      `${count(Math.round(inputs / seconds))} a second, seed ${seed}, from ${source}\n`,
  );
  for (const [name, amount] of [...report.ends].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`  ${name.padEnd(60)}${count(amount).padStart(12)}`);
  }
  console.log(
    `\n${types.size} types of message read; ${count(compared)} messages compared with what another ` +
      `reader of MessagePack sees; ${count(streams)} streams in pieces\n`,
  );
  for (const offence of report.offences) {
    printOffence(offence, seed);
  }
}

export function printGrowth(findings: readonly GrowthFinding[]): void {
  console.log(
    'messages of 2 MiB                                  ns a byte   against 256 KiB   heap a byte',
  );
  for (const { name, nanosecondsPerByte, slowdown, heapBytesPerByte, isSound } of findings) {
    console.log(
      `  ${name.padEnd(44)}${nanosecondsPerByte.toFixed(2).padStart(14)}` +
        `${slowdown.toFixed(2).padStart(18)}${heapBytesPerByte.toFixed(1).padStart(14)}` +
        (isSound ? '' : '  FAILED'),
    );
  }
  console.log('');
}

function printOffence({ input, kind, what, bytes }: CodecOffence, seed: number): void {
  console.log(`FAILED: ${kind}: ${what}`);
  console.log(`  again: npm run fuzz:azure -- --part codec --seed ${seed} --input ${input}`);
  console.log(`  ${bytes.toString('hex').slice(0, 600)}`);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
