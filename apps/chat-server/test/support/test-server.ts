/** A server on a free port with a data folder of its own and a scripted model. */

import type { Config, Server, ServerOptions } from '../../src/index.ts';
import { createConfig, startServer } from '../../src/index.ts';
import { chosen, ScriptedModel } from './scripted-model.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  readonly model: ScriptedModel;
  readonly config: Config;
  /** Ends the server and starts another on the same data folder, with some settings changed. */
  restart(changes?: Partial<Config>): Promise<TestServer>;
}

export interface TestServerOptions extends Omit<ServerOptions, 'model'> {
  readonly config?: Partial<Config>;
  readonly model?: ScriptedModel;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = temporaryFolder();
  return run({ ...options, config: { data: folder.path, ...options.config } }, folder);
}

async function run(options: TestServerOptions, folder: Disposable): Promise<TestServer> {
  const config = createConfig({ port: 0, logLevel: 'silent', ...options.config });
  const model = options.model ?? new ScriptedModel();
  const server = await startServer(config, { ...options, model: chosen(model) });
  return {
    // As the address listened on, whatever the public one is.
    url: `http://localhost:${server.port}`,
    server,
    model,
    config,
    restart: async (changes) => {
      await server.close();
      const settings = { ...options.config, ...changes };
      return run({ ...options, config: settings, model: new ScriptedModel() }, folder);
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}
