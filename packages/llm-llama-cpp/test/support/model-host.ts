/** A small host of model files, with manifests like the hub's, that can break connections. */

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelHost extends AsyncDisposable {
  readonly url: string;
  /** In order: path and range of every request. */
  readonly requests: { readonly path: string; readonly range: string | undefined }[];
  /** By path. */
  readonly files: Map<string, Buffer>;
  /** By path, what is answered as JSON. */
  readonly manifests: Map<string, object>;
  /** Each answer is broken off after so many bytes, in order, while there are any. */
  readonly breaks: number[];
}

export async function startModelHost(): Promise<ModelHost> {
  const server = createServer((request, response) => answer(host, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host: ModelHost = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    files: new Map(),
    manifests: new Map(),
    breaks: [],
    [Symbol.asyncDispose]: () => stop(server),
  };
  return host;
}

function answer(host: ModelHost, request: IncomingMessage, response: ServerResponse): void {
  const { pathname: path } = new URL(request.url ?? '', host.url);
  host.requests.push({ path, range: request.headers.range });
  const manifest = host.manifests.get(path);
  const file = host.files.get(path);

  if (manifest !== undefined) response.end(JSON.stringify(manifest));
  else if (file === undefined) response.writeHead(404).end();
  else sendFile({ file, request, response, breakAfter: host.breaks.shift() });
}

function sendFile(sending: {
  readonly file: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly breakAfter: number | undefined;
}): void {
  const { file, request, response, breakAfter } = sending;
  const etag = `"${createHash('sha256').update(file).digest('hex').slice(0, 16)}"`;
  const isSame = (request.headers['if-range'] ?? etag) === etag;
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const start = range !== undefined && isSame ? Number(range) : 0;
  const rest = file.subarray(start);
  const contentRange =
    start === 0 ? {} : { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` };

  response.writeHead(start === 0 ? 200 : 206, {
    etag,
    'content-length': rest.length,
    ...contentRange,
  });
  if (breakAfter === undefined) response.end(rest);
  else response.write(rest.subarray(0, breakAfter), () => response.destroy());
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
