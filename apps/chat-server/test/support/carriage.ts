/** How clients reach a server under test: straight, or through the service, which is the emulator. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';

export type Carriage = 'direct' | 'azure';

/** For suites that hold on every way: `describe.each(CARRIAGES)('… (%s)', (carriage) => …)`. */
export const CARRIAGES: readonly Carriage[] = ['direct', 'azure'];

/** `undefined`: clients reach the server itself. */
export async function openCarriage(carriage: Carriage): Promise<RunningEmulator | undefined> {
  return carriage === 'azure' ? startEmulator({ port: 0 }) : undefined;
}
