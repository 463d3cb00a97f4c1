/** (c) Ten thousand members of one room, to which somebody streams fifty tokens a second. */

import type { ServerName } from '../servers/benchmarked-server.ts';
import { Bench } from './bench.ts';
import type { ScenarioSettings } from './bench.ts';
import { offerLoad } from './offered-load.ts';
import type { LoadOutcome } from './offered-load.ts';
import { describeLoad } from './open-loop.ts';

const TOKENS_PER_SECOND = 50;
const WARM_UP = { tokensPerSecond: 5, seconds: 3 };
/** A median and a tail of so few tokens want more of them. */
const STRETCH_FACTOR = 2;

export async function measureLargeRoom(
  name: ServerName,
  { seconds, manyConnections, say }: ScenarioSettings,
): Promise<LoadOutcome> {
  await using bench = await Bench.start({ name, audience: 'room' });
  const opened = await bench.open(manyConnections);
  say(`${manyConnections} members in ${opened.seconds.toFixed(1)} s`);
  await offerLoad(bench, {
    connections: manyConnections,
    deliveriesPerSecond: WARM_UP.tokensPerSecond * manyConnections,
    seconds: WARM_UP.seconds,
  });
  const outcome = await offerLoad(bench, {
    connections: manyConnections,
    deliveriesPerSecond: TOKENS_PER_SECOND * manyConnections,
    seconds: seconds * STRETCH_FACTOR,
  });
  say(describeLoad(outcome));
  return outcome;
}
