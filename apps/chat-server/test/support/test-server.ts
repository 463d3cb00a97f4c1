/** A server on a free port with a data folder of its own and a scripted model. */

import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import type { Config, Server, ServerOptions } from '../../src/index.ts';
import { createConfig, startServer, Terminal } from '../../src/index.ts';
import { openCarriage } from './carriage.ts';
import type { Carriage } from './carriage.ts';
import { chosen, ScriptedModel } from './scripted-model.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { TextSink } from './text-sink.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  readonly model: ScriptedModel;
  readonly config: Config;
  /** What clients connect through; `undefined`: the server itself. */
  readonly emulator: RunningEmulator | undefined;
  /** Ends the server and starts another on the same data folder, with some settings changed. */
  restart(changes?: Partial<Config>): Promise<TestServer>;
}

export interface TestServerOptions extends Omit<ServerOptions, 'model'> {
  readonly config?: Partial<Config>;
  readonly model?: ScriptedModel;
  /** Default: `direct`. Resolves once clients can connect. */
  readonly carriage?: Carriage;
}

interface Surroundings extends AsyncDisposable {
  readonly emulator: RunningEmulator | undefined;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = temporaryFolder();
  const emulator = await openCarriage(options.carriage ?? 'direct', options.time?.hub);
  const service = emulator && { azureSignalrConnectionString: emulator.connectionString };
  const config = { data: folder.path, ...service, ...options.config };
  return run(
    { ...options, config },
    {
      emulator,
      [Symbol.asyncDispose]: async () => {
        await emulator?.close();
        folder[Symbol.dispose]();
      },
    },
  );
}

async function run(options: TestServerOptions, around: Surroundings): Promise<TestServer> {
  const config = createConfig({ port: 0, logLevel: 'silent', ...options.config });
  const model = options.model ?? new ScriptedModel();
  const output = new TextSink();
  const terminal = options.terminal ?? new Terminal({ output, log: output });
  const server = await startServer(config, { ...options, terminal, model: chosen(model) });
  if (around.emulator !== undefined && options.terminal === undefined)
    await output.wrote('Azure SignalR Service is connected.');
  return {
    // As the address listened on, whatever the public one is.
    url: `http://localhost:${server.port}`,
    server,
    model,
    config,
    emulator: around.emulator,
    restart: async (changes) => {
      await server.close();
      const settings = { ...options.config, ...changes };
      return run({ ...options, config: settings, model: new ScriptedModel() }, around);
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await around[Symbol.asyncDispose]();
    },
  };
}
