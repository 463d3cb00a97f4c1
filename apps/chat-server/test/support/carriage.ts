/** How clients reach a server under test: straight, or through the service, which is the emulator. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import type { Clock } from '@parley/signalr-server';
import { findOwnPort } from '../../../../tools/test/support/find-own-port.ts';

export type Carriage = 'direct' | 'azure';

/** For suites that hold on every way: `describe.each(CARRIAGES)('… (%s)', (carriage) => …)`. */
export const CARRIAGES: readonly Carriage[] = ['direct', 'azure'];

/** `undefined`: clients reach the server itself. `clock`: the service's. */
export async function openCarriage(
  carriage: Carriage,
  clock?: Clock,
): Promise<RunningEmulator | undefined> {
  if (carriage === 'direct') {
    return undefined;
  }
  return startEmulator({ port: await findOwnPort(), ...(clock && { clock }) });
}
