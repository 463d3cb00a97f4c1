/** An example as its pages reach it: straight, or through the emulator of Azure SignalR Service. */

import { azureSignalRFrom } from '@parley/azure-signalr';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { ExampleSetting, RunningExample } from '../../src/index.ts';

export const CARRIAGES = ['direct', 'azure'] as const;

export type Carriage = (typeof CARRIAGES)[number];

/** Resolves once pages can connect; its `close` ends the emulator, too. */
export async function startCarried(
  carriage: Carriage,
  start: (setting: Pick<ExampleSetting, 'port' | 'service'>) => Promise<RunningExample>,
): Promise<RunningExample> {
  const emulator = carriage === 'azure' ? await startEmulator({ port: 0 }) : undefined;
  const service =
    emulator && azureSignalRFrom({ AZURE_SIGNALR_CONNECTION_STRING: emulator.connectionString });
  const example = await start({ port: 0, service });
  await service?.connected();
  return {
    url: example.url,
    close: async () => {
      await example.close();
      await emulator?.close();
    },
  };
}
