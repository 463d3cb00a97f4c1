/** The command of an example: reads its port and page, says where it is, ends on a signal. */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { azureSignalRFrom } from '@parley/azure-signalr';
import type { AzureSignalR } from '@parley/azure-signalr';
import type { ExampleSetting, RunningExample } from './host-example.ts';

const SERVICE_PATIENCE_MS = 5_000;

export interface ExampleCommand {
  readonly name: string;
  readonly defaultPort: number;
  readonly defaultPage: string;
  start(setting: ExampleSetting): Promise<RunningExample>;
}

/**
 * `PORT` or `--port` is the port; `--page` a folder to serve instead of the example's own. With
 * `AZURE_SIGNALR_CONNECTION_STRING` pages connect through Azure SignalR Service.
 */
export async function runExample(command: ExampleCommand): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, page: { type: 'string' } } });
  const port = Number(values.port ?? process.env['PORT'] ?? command.defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    endWith(`The port must be a whole number from 0 to 65535.`);
    return;
  }

  process.stdout.write(`${command.name}: loading the model …\n`);
  try {
    const page = values.page === undefined ? command.defaultPage : resolve(values.page);
    const service = azureSignalRFrom(process.env);
    const example = await command.start({ port, page, service });
    process.stdout.write(`${command.name} is at ${example.url}\n`);
    if (service !== undefined) void reportService(service);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void example.close().then(() => process.exit(0)));
    }
  } catch (error) {
    endWith(sentenceOf(error, port));
  }
}

async function reportService(service: AzureSignalR): Promise<void> {
  const patience = AbortSignal.timeout(SERVICE_PATIENCE_MS);
  await service.connected(patience).catch(() => {
    process.stdout.write(
      'Azure SignalR Service cannot be reached yet; it is tried until it can.\n',
    );
    return service.connected();
  });
  process.stdout.write('Azure SignalR Service is connected.\n');
}

function sentenceOf(error: unknown, port: number): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${port} is taken. Choose another with PORT or --port.`;
  }
  return error instanceof Error ? error.message : String(error);
}

function endWith(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
