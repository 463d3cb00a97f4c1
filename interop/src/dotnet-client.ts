/** Runs the .NET client of interop/dotnet/client and reads its results, one JSON line for each. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type ProtocolName = 'json' | 'messagepack';
export type TransportName = 'WebSockets' | 'ServerSentEvents' | 'LongPolling';

export interface DotnetClientOptions {
  /** The compiled program. */
  readonly program: string;
  readonly url: string;
  /** Where every second client of a scenario connects. Default: `url`. */
  readonly peerUrl?: string;
  /** What those speak. Default: `protocol`. */
  readonly peerProtocol?: ProtocolName;
  /** Of the proxy whose connections the client may have cut. */
  readonly controlUrl?: string;
  readonly protocol: ProtocolName;
  readonly transport: TransportName;
  readonly scenarios: readonly string[];
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly status: 'passed' | 'failed' | 'not-applicable';
  readonly detail: string;
  readonly milliseconds: number;
}

/** One result for each scenario, in their order. */
export async function runDotnetClient(
  options: DotnetClientOptions,
): Promise<readonly ScenarioResult[]> {
  const child = spawn('dotnet', [options.program, ...flagsOf(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const results: ScenarioResult[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    results.push(JSON.parse(line) as ScenarioResult);
  }
  await ended;
  return options.scenarios.map(
    (scenario, index) =>
      results[index] ?? { scenario, status: 'failed', detail: 'no result', milliseconds: 0 },
  );
}

function flagsOf(options: DotnetClientOptions): readonly string[] {
  const flags = ['--url', options.url, '--protocol', options.protocol];
  flags.push('--transport', options.transport, '--scenarios', options.scenarios.join(','));
  if (options.peerUrl !== undefined) {
    flags.push('--peer-url', options.peerUrl);
  }
  if (options.peerProtocol !== undefined) {
    flags.push('--peer-protocol', options.peerProtocol);
  }
  if (options.controlUrl !== undefined) {
    flags.push('--control', options.controlUrl);
  }
  return flags;
}
