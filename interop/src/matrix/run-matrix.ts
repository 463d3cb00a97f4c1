/** The .NET client on every protocol and transport against one server, as a table. */

import { runDotnetClient } from '../dotnet-client.ts';
import type { ProtocolName, ScenarioResult, TransportName } from '../dotnet-client.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import type { CuttingProxy } from './cutting-proxy.ts';

export const SCENARIOS = [
  'values',
  'errors',
  'detailed-errors',
  'unauthorized',
  'server-stream',
  'client-stream',
  'both-streams',
  'cancel-stream',
  'cancel-invocation',
  'send',
  'targets',
  'groups',
  'group-commands',
  'users',
  'client-results',
  'client-results-cross',
  'client-results-gone',
  'server-close',
  'server-close-reconnect',
  'automatic-reconnect',
  'stateful-reconnect',
  'keep-alive',
  'server-timeout',
  'client-timeout',
  'bearer-token',
  'large-messages',
  'parallel-invocations',
] as const;

const CELLS = [
  ['json', 'WebSockets'],
  ['json', 'ServerSentEvents'],
  ['json', 'LongPolling'],
  ['messagepack', 'WebSockets'],
  ['messagepack', 'ServerSentEvents'],
  ['messagepack', 'LongPolling'],
] as const satisfies readonly (readonly [ProtocolName, TransportName])[];

export interface MatrixOptions {
  /** The compiled client. */
  readonly client: string;
  readonly url: string;
  /** Of what stands between the clients and whatever carries them. Default: of a proxy in front of `url`. */
  readonly controlUrl?: string;
  /** Where every second client connects. Default: `url`. */
  readonly peerUrl?: string;
  /** Default: all of them. */
  readonly scenarios?: readonly string[];
}

export interface MatrixColumn {
  readonly protocol: ProtocolName;
  readonly transport: TransportName;
  readonly results: readonly ScenarioResult[];
}

export async function runMatrix(options: MatrixOptions): Promise<readonly MatrixColumn[]> {
  const { url, controlUrl } = options;
  if (controlUrl !== undefined) {
    return runColumns(options, { url, controlUrl });
  }
  await using proxy = await startCuttingProxy(url);
  return await runColumns(options, proxy);
}

/** One column after the other, so that each may cut the network of all its clients. */
async function runColumns(
  options: MatrixOptions,
  { url, controlUrl }: Pick<CuttingProxy, 'url' | 'controlUrl'>,
): Promise<readonly MatrixColumn[]> {
  const columns: MatrixColumn[] = [];
  for (const [protocol, transport] of CELLS) {
    const results = await runDotnetClient({
      program: options.client,
      url,
      peerUrl: options.peerUrl ?? url,
      controlUrl,
      protocol,
      transport,
      scenarios: scenariosFor(protocol, transport, options.scenarios ?? SCENARIOS),
    });
    columns.push({ protocol, transport, results });
  }
  return columns;
}

/** MessagePack over Server-Sent Events is refused, and that is all there is to show. */
function scenariosFor(
  protocol: ProtocolName,
  transport: TransportName,
  scenarios: readonly string[],
): readonly string[] {
  const isRefused = protocol === 'messagepack' && transport === 'ServerSentEvents';
  return isRefused ? ['binary-refused'] : scenarios;
}
