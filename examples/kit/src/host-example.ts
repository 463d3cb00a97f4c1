/** A page, a hub and the packaged model on one port: everything about an example but the example. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { defaultModel } from '@parley/default-model';
import { packagedModelProfile } from '@parley/llm';
import type { LanguageModel } from '@parley/llm';
import { createLlamaCppModel } from '@parley/llm-llama-cpp';
import type { HubContract } from '@parley/signalr-protocol';
import { createSignalRServer } from '@parley/signalr-server';
import type { Hub } from '@parley/signalr-server';
import { servePageFile } from './page-files.ts';
import type { PageFiles } from './page-files.ts';

export interface Example<C extends HubContract> {
  readonly port: number;
  readonly page: PageFiles;
  readonly hubPath: string;
  hub(model: LanguageModel): Hub<C>;
}

export interface RunningExample {
  readonly url: string;
  close(): Promise<void>;
}

/** The look that the examples' pages share. */
const STYLE = fileURLToPath(new URL('../public/page.css', import.meta.url));

/** Listens on loopback; `port` 0 takes a free one. Resolves once the model is loaded. */
export async function hostExample<C extends HubContract>(
  example: Example<C>,
): Promise<RunningExample> {
  const model = createLlamaCppModel({
    modelPath: defaultModel.path,
    name: defaultModel.name,
    profile: packagedModelProfile,
  });
  const signalR = createSignalRServer();
  signalR.mapHub(example.hubPath, example.hub(model));

  const page = {
    ...example.page,
    extra: { ...example.page.extra, '/kit/page.css': STYLE },
  };
  const server = createServer((request, response) => {
    void servePageFile(page, request, response);
  });
  signalR.attach(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(example.port, '127.0.0.1', resolve);
  });
  await model.start();

  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    async close() {
      await signalR.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await model.close();
    },
  };
}
