/** The command line of `npm run bench:fanout`. */

import { parseArgs } from 'node:util';
import type { ScenarioLetter } from './report/results.ts';
import { OPEN_LOOP_RATES } from './scenarios/open-loop.ts';
import { SERVER_NAMES } from './servers/benchmarked-server.ts';
import type { ServerName } from './servers/benchmarked-server.ts';

const SCENARIO_LETTERS: readonly ScenarioLetter[] = ['a', 'b', 'c', 'd', 'e', 'f'];

const DEFAULT_SECONDS = 5;
const QUICK_SECONDS = 2;
const QUICK_RATES = [50_000, 200_000, 1_000_000, 4_000_000];

export interface FanoutOptions {
  readonly scenarios: readonly ScenarioLetter[];
  readonly servers: readonly ServerName[];
  /** Of each measured stretch. */
  readonly seconds: number;
  readonly rounds: number;
  /** Deliveries a second, of the open loop. */
  readonly rates: readonly number[];
  /** Whether the open loop goes on to higher rates after a backlog has grown. */
  readonly goesOnAfterBacklog: boolean;
  /** Where the figures are written as JSON, if anywhere. */
  readonly out: string | undefined;
  /** Where the plot is written as SVG, if anywhere. */
  readonly plot: string | undefined;
}

/** @throws {TypeError} for a flag, a name or a number that is none. */
export function parseOptions(args: readonly string[]): FanoutOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenarios: { type: 'string', default: SCENARIO_LETTERS.join(',') },
      servers: { type: 'string', default: SERVER_NAMES.join(',') },
      seconds: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      rates: { type: 'string' },
      'keep-going': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      plot: { type: 'string' },
    },
  });
  const rates = values.rates?.split(',').map(parseCount);
  return {
    scenarios: namesOf(values.scenarios, SCENARIO_LETTERS),
    servers: namesOf(values.servers, SERVER_NAMES),
    seconds: parseCount(values.seconds ?? `${values.quick ? QUICK_SECONDS : DEFAULT_SECONDS}`),
    rounds: parseCount(values.rounds),
    rates: rates ?? (values.quick ? QUICK_RATES : OPEN_LOOP_RATES),
    goesOnAfterBacklog: values['keep-going'],
    out: values.out,
    plot: values.plot,
  };
}

function namesOf<N extends string>(list: string, known: readonly N[]): N[] {
  return list.split(',').map((name) => {
    const found = known.find((each) => each === name);
    if (found === undefined) {
      throw new TypeError(`'${name}' is none of ${known.join(', ')}.`);
    }
    return found;
  });
}

/** With `k` for thousands and `M` for millions. */
function parseCount(text: string): number {
  const [, digits = '', unit = ''] = /^([\d.]+)([kM]?)$/.exec(text) ?? [];
  const value = Number(digits) * { '': 1, k: 1e3, M: 1e6 }[unit as '' | 'k' | 'M'];
  if (!(value > 0)) {
    throw new TypeError(`'${text}' is not a number above zero.`);
  }
  return value;
}
