/** Our server and ASP.NET Core's as one farm on a real Redis, with clients of both kinds on both. */

import { createRedisRouter } from '@parley/signalr-redis';
import { runDotnetClient } from '../dotnet-client.ts';
import type { DotnetClientOptions, ScenarioResult } from '../dotnet-client.ts';
import type { DotnetPrograms } from '../dotnet-sdk.ts';
import { startDotnetServer } from '../dotnet-server.ts';
import { startFarmServer } from '../our-server.ts';
import { FarmClient } from './farm-client.ts';
import { FARM_SCENARIOS } from './javascript-scenarios.ts';
import { startRedis } from './redis-server.ts';

/** Those of the .NET client whose second client is on the other server. */
const DOTNET_SCENARIOS = [
  'targets',
  'groups',
  'group-commands',
  'users',
  'client-results-cross',
  'client-results-gone',
];
const PROTOCOLS = ['json', 'messagepack'] as const;

interface FarmUrls {
  readonly ours: string;
  readonly theirs: string;
}

/** @returns the failures, each as a line. */
export async function showFarm(
  programs: DotnetPrograms,
  print: (line: string) => void,
): Promise<readonly string[]> {
  await using redis = await startRedis();
  const createRouter = createRedisRouter({ url: `redis://${redis.address}` });
  await using ours = await startFarmServer({ createRouter });
  await createRouter.connected();
  await using theirs = await startDotnetServer({
    program: programs.hubServer,
    redis: redis.address,
  });
  const urls = { ours: ours.url, theirs: theirs.url };
  return [
    ...(await showJavaScript(urls, print)),
    ...(await showDotnet(programs.client, urls, print)),
  ];
}

async function showJavaScript(
  urls: FarmUrls,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const clients = await Promise.all(
    (['ours', 'theirs'] as const).flatMap((server) =>
      PROTOCOLS.map((protocol) =>
        FarmClient.connect({
          name: `${protocol} on ${server}`,
          url: urls[server],
          protocol,
          user: protocol,
        }),
      ),
    ),
  );
  print('JavaScript clients of both protocols on both servers, each sending in turn');
  const failures: string[] = [];
  for (const { name, run } of FARM_SCENARIOS) {
    const failure = await failureOf(() => run(clients));
    print(`  ${name.padEnd(22)}${failure === undefined ? 'ok' : 'FAILED'}`);
    failures.push(...(failure === undefined ? [] : [`farm, JavaScript, ${name}: ${failure}`]));
  }
  await Promise.all(clients.map(({ connection }) => connection.stop()));
  return failures;
}

async function showDotnet(
  program: string,
  { ours, theirs }: FarmUrls,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [name, url, peerUrl] of [
    ['ours, asking theirs', ours, theirs],
    ['theirs, asking ours', theirs, ours],
  ] as const) {
    for (const [protocol, peerProtocol] of PROTOCOLS.flatMap((one) =>
      PROTOCOLS.map((other) => [one, other] as const),
    )) {
      const title = `.NET clients on ${name}, ${protocol} and ${peerProtocol}`;
      const options = { program, url, peerUrl, protocol, peerProtocol };
      failures.push(...(await showScenarios(title, options, print)));
    }
  }
  return failures;
}

async function showScenarios(
  title: string,
  options: Omit<DotnetClientOptions, 'transport' | 'scenarios'>,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const results = await runDotnetClient({
    ...options,
    transport: 'WebSockets',
    scenarios: DOTNET_SCENARIOS,
  });
  print(title);
  for (const { scenario, status } of results) {
    print(`  ${scenario.padEnd(22)}${status === 'passed' ? 'ok' : 'FAILED'}`);
  }
  return results
    .filter(hasFailed)
    .map(({ scenario, detail }) => `${title}, ${scenario}: ${detail}`);
}

function hasFailed({ status }: ScenarioResult): boolean {
  return status !== 'passed';
}

async function failureOf(run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
