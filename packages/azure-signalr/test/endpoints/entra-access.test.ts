/** A server that Entra knows: its tokens, and the keys it is given. Rules: docs/spec/azure-signalr.md, AZ-18 to AZ-23. */

import { setImmediate as aTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import type { EndpointSettings } from '../../src/azure-signalr.ts';
import { createServiceEndpoints } from '../../src/endpoints/create-service-endpoints.ts';
import type { EntraCredential } from '../../src/endpoints/entra-credential.ts';
import type { ServiceEndpoint } from '../../src/endpoints/service-endpoint.ts';
import { AzureSignalRError } from '../../src/errors.ts';
import { ACCESS_KEY, ANYBODY, SERVER_NAME } from '../support/create-endpoints.ts';
import { keyAnswer, startKeyEndpoint } from '../support/key-endpoint.ts';
import type { KeyEndpoint } from '../support/key-endpoint.ts';
import { readToken } from '../support/read-token.ts';

const A_MINUTE_MS = 60_000;
const SERVER_CONNECTION = { hub: 'chat', connectionId: '6a0e9c0e-93d9-4f3b-a1a7-0c4f4bb8d3a1' };

/** Gives tokens that are numbered, and fails when it is told to. */
class NumberingCredential implements EntraCredential {
  readonly scopes: string[] = [];
  failure: Error | undefined;

  async getToken(scope: string): Promise<{ token: string }> {
    this.scopes.push(scope);
    if (this.failure !== undefined) {
      throw this.failure;
    }
    return { token: `entra-${this.scopes.length}` };
  }
}

describe('a server that Entra knows', () => {
  let service: KeyEndpoint;
  let clock: ManualClock;
  let credential: NumberingCredential;
  let endpoint: ServiceEndpoint;

  beforeEach(async () => {
    service = await startKeyEndpoint();
    clock = new ManualClock();
    credential = new NumberingCredential();
    endpoint = endpointOf({
      connectionString: `Endpoint=https://parley.example;ServerEndpoint=${service.url}`,
      credential,
    });
  });

  afterEach(async () => {
    await service[Symbol.asyncDispose]();
  });

  function endpointOf(settings: EndpointSettings): ServiceEndpoint {
    const [created] = createServiceEndpoints(
      { endpoints: [settings] },
      { clock, serverName: SERVER_NAME, createCredential: () => Promise.resolve(credential) },
    );
    if (created === undefined) {
      throw new Error('one connection string is one endpoint');
    }
    return created;
  }

  async function clientToken(): Promise<string> {
    return (await endpoint.clientAddress(ANYBODY)).accessToken;
  }

  async function failureOf(promise: Promise<unknown>): Promise<AzureSignalRError> {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof AzureSignalRError)) {
      throw new Error('It did not fail as it should.');
    }
    return error;
  }

  test('[AZ-18] shows the service a token of Entra on each server connection', async () => {
    const first = await endpoint.serverAddress(SERVER_CONNECTION);
    const second = await endpoint.serverAddress(SERVER_CONNECTION);

    expect([first.accessToken, second.accessToken]).toEqual(['entra-1', 'entra-2']);
    expect(credential.scopes).toEqual([
      'https://signalr.azure.com/.default',
      'https://signalr.azure.com/.default',
    ]);
    expect(service.requests).toEqual([]);
  });

  test('[AZ-17] is made of the connection string as well', async () => {
    endpoint = endpointOf({
      connectionString: `Endpoint=${service.url};AuthType=azure.msi;ClientId=one`,
    });

    expect((await endpoint.serverAddress(SERVER_CONNECTION)).accessToken).toBe('entra-1');
    expect(readToken(await clientToken(), 'first key').header['kid']).toBe('key-1');
  });

  test('[AZ-19] signs clients’ tokens with the key that the service gives, and names it', async () => {
    const { header, payload } = readToken(await clientToken(), 'first key');

    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'key-1' });
    expect(payload['aud']).toBe('https://parley.example/client/?hub=chat');
    expect(service.requests).toEqual(['GET /api/v1/auth/accessKey Bearer entra-1']);
  });

  test('[AZ-20] asks once for many, and again after 55 minutes, while the old key serves', async () => {
    await Promise.all([clientToken(), clientToken(), clientToken()]);
    clock.advance(55 * A_MINUTE_MS - 1);
    await clientToken();
    expect(service.requests).toHaveLength(1);

    service.answer = keyAnswer('key-2', 'second key');
    clock.advance(1);
    expect(readToken(await clientToken(), 'first key').header['kid']).toBe('key-1');
    while (readKeyId(await clientToken()) !== 'key-2') {
      await aTurn();
    }
    expect(service.requests).toHaveLength(2);
  });

  test('[AZ-20] uses a key for two hours at most', async () => {
    await clientToken();
    service.answer = keyAnswer('key-2', 'second key');
    clock.advance(120 * A_MINUTE_MS);

    expect(readToken(await clientToken(), 'second key').header['kid']).toBe('key-2');
  });

  test('[AZ-20] keeps a key that cannot be renewed', async () => {
    await clientToken();
    service.answer = { status: 503, body: '' };
    clock.advance(119 * A_MINUTE_MS);
    await clientToken();
    while (service.requests.length < 2) {
      await aTurn();
    }

    expect(readToken(await clientToken(), 'first key').header['kid']).toBe('key-1');
    clock.advance(A_MINUTE_MS);
    expect(await failureOf(clientToken())).toMatchObject({ code: 'access-denied' });
  });

  test.each([
    ['refuses', { status: 401, body: '{"error":"first key"}' }],
    ['sends elsewhere', { status: 302, body: '' }],
    ['answers no JSON', { status: 200, body: 'first key' }],
    ['answers null', { status: 200, body: 'null' }],
    ['answers half a key', { status: 200, body: '{"KeyId":"key-1","AccessKey":""}' }],
    ['answers another', { status: 200, body: '{"keyId":"key-1","accessKey":"first key"}' }],
    ['answers at length', { status: 200, body: `{"KeyId":"${'k'.repeat(100_000)}"}` }],
  ])('[AZ-21] has no token for clients when the service %s', async (_, answer) => {
    service.answer = answer;
    const error = await failureOf(clientToken());

    expect(error.code).toBe('access-denied');
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/first key|entra-1/);
  });

  test.each(['', 'hush\n1', 'hush€'])('[AZ-21] has none for a token like %j', async (token) => {
    endpoint = endpointOf({
      connectionString: 'Endpoint=https://parley.example',
      credential: { getToken: () => Promise.resolve({ token }) },
    });

    for (const failing of [endpoint.serverAddress(SERVER_CONNECTION), clientToken()]) {
      const error = await failureOf(failing);
      expect(error).toMatchObject({ code: 'access-denied', message: 'Entra gave no token.' });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/hush/);
    }
  });

  test('[AZ-21] asks again after three seconds, and no sooner', async () => {
    service.answer = { status: 403, body: '' };
    const error = await failureOf(clientToken());
    service.answer = keyAnswer('key-2', 'second key');
    clock.advance(2_999);
    expect(await failureOf(clientToken())).toBe(error);
    expect(service.requests).toHaveLength(1);

    clock.advance(1);
    expect(readToken(await clientToken(), 'second key').header['kid']).toBe('key-2');
  });

  test('[AZ-21] has none while Entra gives it no token', async () => {
    credential.failure = new Error('AADSTS700016');
    const onServer = await failureOf(endpoint.serverAddress(SERVER_CONNECTION));
    const onClient = await failureOf(clientToken());

    expect(onServer).toMatchObject({ code: 'access-denied', message: 'Entra gave no token.' });
    expect(onServer.cause).toBe(credential.failure);
    expect(onClient).toMatchObject({ code: 'access-denied', message: 'Entra gave no token.' });
    expect(service.requests).toEqual([]);

    credential.failure = undefined;
    expect((await endpoint.serverAddress(SERVER_CONNECTION)).accessToken).toBe('entra-3');
  });

  test.each([
    [
      'heeds',
      (reject: () => void, signal: AbortSignal) => signal.addEventListener('abort', reject),
    ],
    ['does not heed', () => undefined],
  ])('[AZ-21] waits 100 seconds for a library that %s the signal', async (_, wait) => {
    endpoint = endpointOf({
      connectionString: 'Endpoint=https://parley.example',
      credential: {
        getToken: (_scope, { abortSignal }) =>
          new Promise((_resolve, reject) => wait(() => reject(new Error('aborted')), abortSignal)),
      },
    });
    const failing = failureOf(endpoint.serverAddress(SERVER_CONNECTION));
    await clock.timerStarted(100_000);
    clock.advance(100_000);

    expect(await failing).toMatchObject({ code: 'access-denied' });
  });

  test('[AZ-22] asks for keys over server connections, every ten minutes', async () => {
    const { keyExchange } = endpoint;

    expect(keyExchange?.intervalMs).toBe(10 * A_MINUTE_MS);
    expect(await keyExchange?.createRequest()).toEqual({
      type: ServiceMessageType.accessKeyRequest,
      token: 'entra-1',
    });
    credential.failure = new Error('AADSTS700016');
    await expect(keyExchange?.createRequest()).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('[AZ-22] takes what comes back, and keeps its key when that is an error', async () => {
    const type = ServiceMessageType.accessKeyResponse;
    endpoint.keyExchange?.accept({ type, kid: 'key-3', accessKey: 'third key' });
    expect(readToken(await clientToken(), 'third key').header['kid']).toBe('key-3');

    endpoint.keyExchange?.accept({ type, errorType: 'Exception', errorMessage: 'no' });
    endpoint.keyExchange?.accept({ type, kid: 'key-4', accessKey: 'x', errorType: 'Exception' });
    endpoint.keyExchange?.accept({ type, kid: 'key-4' });
    endpoint.keyExchange?.accept({ type, accessKey: 'x' });
    expect(readToken(await clientToken(), 'third key').header['kid']).toBe('key-3');
    expect(service.requests).toEqual([]);
  });

  test('[AZ-22] has nothing to ask for with a key of its own', () => {
    const own = endpointOf({
      connectionString: `Endpoint=https://parley.example;AccessKey=${ACCESS_KEY}`,
    });

    expect(own.keyExchange).toBeUndefined();
  });

  test.each([`AccessKey=${ACCESS_KEY}`, 'AuthType=azure'])(
    '[AZ-23] has a credential of the application in the place of %s, not beside it',
    (text) => {
      const connectionString = `Endpoint=https://parley.example;${text}`;

      expect(() => endpointOf({ connectionString, credential })).toThrow(
        new AzureSignalRError(
          'connection-string-invalid',
          'A credential takes the place of accesskey and authtype.',
        ),
      );
    },
  );

  function readKeyId(token: string): unknown {
    return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())['kid'];
  }
});
