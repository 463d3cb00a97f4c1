/** The service's endpoint for keys, which gives one to whoever shows a token of Entra. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyEndpoint extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** `{method} {path} {authorization}` of every request. */
  readonly requests: readonly string[];
  /** What the next requests are answered; a key by default. */
  answer: { readonly status: number; readonly body: string };
}

export function keyAnswer(keyId: string, accessKey: string): KeyEndpoint['answer'] {
  return { status: 200, body: JSON.stringify({ KeyId: keyId, AccessKey: accessKey }) };
}

export async function startKeyEndpoint(): Promise<KeyEndpoint> {
  const requests: string[] = [];
  const endpoint = { answer: keyAnswer('key-1', 'first key') };
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push(`${method} ${url} ${headers.authorization ?? ''}`);
    const { status, body } = endpoint.answer;
    response.writeHead(status, { location: '/elsewhere' }).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return Object.assign(endpoint, {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  });
}
