/**
 * Entra's token endpoints on this machine: by TLS for secrets and certificates, since its library accepts no other, and
 * by HTTP for managed identities, as on an App Service.
 */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A certificate for localhost and its key, which are nobody's. */
export const LOCALHOST_PEM_PATH = new URL('../fixtures/localhost.pem', import.meta.url).pathname;

export interface TokenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

export interface EntraStandIn extends AsyncDisposable {
  /** `https://localhost:…`. */
  readonly authorityHost: string;
  /** What the environment names as `IDENTITY_ENDPOINT`. */
  readonly identityEndpoint: string;
  /** Requests for tokens, in order. */
  readonly requests: readonly TokenRequest[];
  /** Answers the next requests for tokens with this status. */
  refuse(status: number | undefined): void;
}

export async function startEntra(
  tokenFor: (request: TokenRequest) => string,
): Promise<EntraStandIn> {
  const pem = readFileSync(LOCALHOST_PEM_PATH);
  const requests: TokenRequest[] = [];
  let refusal: number | undefined;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await read(request);
    if (asked.url.pathname.includes('.well-known')) {
      answer(response, 200, metadataOf(asked.url));
      return;
    }
    requests.push(asked);
    if (refusal !== undefined) {
      answer(response, refusal, {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided.',
      });
      return;
    }
    answer(response, 200, {
      token_type: 'Bearer',
      expires_in: 3_600,
      expires_on: String(Math.floor(Date.now() / 1000) + 3_600),
      resource: asked.url.searchParams.get('resource'),
      access_token: tokenFor(asked),
    });
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void serve(request, response);
  const tls = createTlsServer({ key: pem, cert: pem }, listener);
  const plain = createServer(listener);
  const [tlsPort, plainPort] = await Promise.all([portOf(tls), portOf(plain)]);
  return {
    authorityHost: `https://localhost:${tlsPort}`,
    identityEndpoint: `http://localhost:${plainPort}/msi/token`,
    requests,
    refuse: (status) => {
      refusal = status;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([closed(tls), closed(plain)]);
    },
  };
}

function metadataOf(url: URL): object {
  const base = `https://${url.host}${url.pathname.split('/v2.0/')[0] ?? ''}`;
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
}

async function read(request: IncomingMessage): Promise<TokenRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '', `http://${request.headers.host ?? ''}`),
    headers: request.headers,
    form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  const address = server.address() as AddressInfo;
  return address.port;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}
