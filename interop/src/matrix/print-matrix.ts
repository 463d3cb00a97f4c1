/** A matrix as a table for the terminal, and what of it is not green. */

import type { ScenarioResult } from '../dotnet-client.ts';
import type { MatrixColumn } from './run-matrix.ts';

const MARKS = { passed: 'ok', failed: 'FAILED', 'not-applicable': '–' } as const;

/** @returns the failures, each as a line. */
export function printMatrix(
  columns: readonly MatrixColumn[],
  print: (line: string) => void,
): readonly string[] {
  const scenarios = [
    ...new Set(columns.flatMap(({ results }) => results.map(({ scenario }) => scenario))),
  ];
  const titles = columns.map(({ protocol, transport }) => `${protocol} ${transport}`);
  const nameWidth = Math.max(...scenarios.map((name) => name.length));
  print(['scenario'.padEnd(nameWidth), ...titles].join('  '));
  for (const scenario of scenarios) {
    const cells = columns.map((column, index) =>
      markOf(find(column, scenario)).padEnd(titles[index]?.length ?? 0),
    );
    print([scenario.padEnd(nameWidth), ...cells].join('  ').trimEnd());
  }
  const results = columns.flatMap((column) => column.results);
  const count = (status: ScenarioResult['status']): number =>
    results.filter((result) => result.status === status).length;
  print(
    `${count('passed')} passed, ${count('failed')} failed, ${count('not-applicable')} without meaning there (–)`,
  );
  return columns.flatMap(failuresOf);
}

function failuresOf({ protocol, transport, results }: MatrixColumn): readonly string[] {
  return results
    .filter(({ status }) => status === 'failed')
    .map(({ scenario, detail }) => `${protocol} ${transport} ${scenario}: ${detail}`);
}

function find({ results }: MatrixColumn, scenario: string): ScenarioResult | undefined {
  return results.find((result) => result.scenario === scenario);
}

function markOf(result: ScenarioResult | undefined): string {
  return result === undefined ? '' : MARKS[result.status];
}
