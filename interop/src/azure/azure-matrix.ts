/** The .NET client's matrix through the emulator: with one server, and with every second client on another. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import { startCuttingProxy } from '../matrix/cutting-proxy.ts';
import { printMatrix } from '../matrix/print-matrix.ts';
import { runMatrix } from '../matrix/run-matrix.ts';
import { startServerBehindAzure } from './server-behind-azure.ts';

/** Those in which clients of two servers meet. */
const ACROSS = [
  'targets',
  'groups',
  'group-commands',
  'users',
  'client-results-cross',
  'client-results-gone',
];

export interface AzureMatrixOptions {
  /** The compiled client. */
  readonly client: string;
  /** Default: all of them. */
  readonly scenarios?: readonly string[];
}

/** @returns the failures, each as a line. */
export async function showAzureMatrix(
  { client, scenarios }: AzureMatrixOptions,
  print: (line: string) => void,
): Promise<readonly string[]> {
  await using emulator = await startEmulator({ port: 0 });
  await using network = await startCuttingProxy(emulator.url);
  await using server = await startServerBehindAzure(emulator, network.url);
  const { controlUrl } = network;
  const reached = { client, url: server.url, controlUrl };
  print('One server behind the emulator');
  const alone = await runMatrix({ ...reached, ...(scenarios === undefined ? {} : { scenarios }) });
  const failures = printMatrix(alone, print);
  const across = ACROSS.filter((name) => scenarios?.includes(name) ?? true);
  if (across.length === 0) {
    return failures;
  }
  await using peer = await startServerBehindAzure(emulator, network.url);
  print('Two servers behind the emulator');
  const both = await runMatrix({ ...reached, peerUrl: peer.url, scenarios: across });
  return [...failures, ...printMatrix(both, print)];
}
