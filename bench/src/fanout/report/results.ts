/** Everything that was measured, as it is written to a file and as tables and verdicts are made of it. */

import { median } from '../../llm/statistics.ts';
import type { IdleOutcome } from '../scenarios/idle-connections.ts';
import type { InvocationsOutcome } from '../scenarios/invocations.ts';
import type { LoadOutcome } from '../scenarios/offered-load.ts';
import type { OneAtATimeOutcome } from '../scenarios/one-at-a-time.ts';
import type { SlowReaderOutcome } from '../scenarios/slow-reader.ts';
import type { ServerName } from '../servers/benchmarked-server.ts';

/** What each scenario finds out about a server. */
export interface Outcomes {
  readonly a: readonly LoadOutcome[];
  readonly b: OneAtATimeOutcome;
  readonly c: LoadOutcome;
  readonly d: IdleOutcome;
  readonly e: SlowReaderOutcome;
  readonly f: readonly InvocationsOutcome[];
}

export type ScenarioLetter = keyof Outcomes;

interface RoundOf<S extends ScenarioLetter> {
  readonly round: number;
  readonly server: ServerName;
  readonly outcome: Outcomes[S];
}

export class Results {
  readonly #rounds: { readonly [S in ScenarioLetter]: RoundOf<S>[] } = {
    a: [],
    b: [],
    c: [],
    d: [],
    e: [],
    f: [],
  };

  add<S extends ScenarioLetter>(scenario: S, round: RoundOf<S>): void {
    this.#rounds[scenario].push(round);
  }

  /** As JSON writes it: by scenario. */
  toJSON(): unknown {
    return this.#rounds;
  }

  /** Of those that were measured, in the order in which they were. */
  servers(scenario: ScenarioLetter): readonly ServerName[] {
    return [...new Set(this.#rounds[scenario].map(({ server }) => server))];
  }

  outcomes<S extends ScenarioLetter>(scenario: S, server: ServerName): readonly Outcomes[S][] {
    return this.#rounds[scenario]
      .filter((round) => round.server === server)
      .map(({ outcome }) => outcome);
  }

  /** The median of the rounds that have the figure; not a number where none has. */
  median<S extends ScenarioLetter>(
    scenario: S,
    server: ServerName,
    figure: (outcome: Outcomes[S]) => number | undefined,
  ): number {
    return median(this.outcomes(scenario, server).map(figure).filter(isNumber));
  }

  /** Of two servers in the same round, the median of the rounds in which both have the figure. */
  pairedRatio<S extends ScenarioLetter>(
    scenario: S,
    [of, to]: readonly [of: ServerName, to: ServerName],
    figure: (outcome: Outcomes[S]) => number | undefined,
  ): number {
    const rounds = this.#rounds[scenario];
    const ratios = rounds
      .filter(({ server }) => server === of)
      .map(({ round, outcome }) => {
        const other = rounds.find((each) => each.round === round && each.server === to);
        const [above, below] = [figure(outcome), other && figure(other.outcome)];
        return above === undefined || below === undefined ? undefined : above / below;
      });
    return median(ratios.filter(isNumber));
  }
}

/** The rate before the first at which a backlog grew; none where it grew at once. */
export function highestRate(steps: Outcomes['a']): number | undefined {
  const firstFall = steps.findIndex(({ backlog }) => backlog.isGrowing);
  const held = firstFall === -1 ? steps : steps.slice(0, firstFall);
  return held.at(-1)?.offeredPerSecond;
}

/** Of a rate at which no backlog grew. */
export function heldStep(steps: Outcomes['a'], rate: number): LoadOutcome | undefined {
  return steps.find((step) => step.offeredPerSecond === rate && !step.backlog.isGrowing);
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && !Number.isNaN(value);
}
