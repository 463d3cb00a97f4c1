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
import type { ClientServiceFactory, Hub } from '@parley/signalr-server';
import { BILLED_GATHERING } from './gather-text.ts';
import type { Gathering } from './gather-text.ts';
import { servePageFile } from './page-files.ts';
import type { PageFiles } from './page-files.ts';

/** What whoever starts an example decides. */
export interface ExampleSetting {
  /** On loopback; 0 takes a free one. */
  readonly port: number;
  /** Folder of the page. */
  readonly page: string;
  /** Through which pages connect to the hub, where it is not the example itself. */
  readonly service?: ClientServiceFactory | undefined;
}

/** What a hub is made of. */
export interface HubIngredients {
  readonly model: LanguageModel;
  /** How answers are gathered into messages; `undefined`: they are not. */
  readonly gathering: Gathering | undefined;
}

export interface Example<C extends HubContract> extends ExampleSetting {
  /** Path of a request → absolute path of a file outside the page's folder. */
  readonly extraFiles: PageFiles['extra'];
  readonly hubPath: string;
  hub(ingredients: HubIngredients): Hub<C>;
}

export interface RunningExample {
  readonly url: string;
  close(): Promise<void>;
}

/** The look that the examples' pages share. */
const STYLE = fileURLToPath(new URL('../public/page.css', import.meta.url));

/** Resolves once the model is loaded. */
export async function hostExample<C extends HubContract>(
  example: Example<C>,
): Promise<RunningExample> {
  const model = createLlamaCppModel({
    modelPath: defaultModel.path,
    name: defaultModel.name,
    profile: packagedModelProfile,
  });
  const { service } = example;
  const signalR = createSignalRServer({ service });
  const gathering = service === undefined ? undefined : BILLED_GATHERING;
  signalR.mapHub(example.hubPath, example.hub({ model, gathering }));

  const page = {
    folder: example.page,
    extra: { ...example.extraFiles, '/kit/page.css': STYLE },
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
