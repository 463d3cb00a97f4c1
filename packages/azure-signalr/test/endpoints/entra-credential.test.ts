/** Entra's own library against token endpoints on this machine. Rules: docs/spec/azure-signalr.md, AZ-17. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConnectionString } from '../../src/endpoints/connection-string.ts';
import type { EntraIdentity } from '../../src/endpoints/connection-string.ts';
import { createEntraCredential } from '../../src/endpoints/entra-credential.ts';
import { LOCALHOST_PEM_PATH, startEntra } from '../support/entra-stand-in.ts';
import type { EntraStandIn } from '../support/entra-stand-in.ts';

const SCOPE = 'https://signalr.azure.com/.default';
const TENANT = '11111111-2222-3333-4444-555555555555';
const CLIENT = '66666666-7777-8888-9999-000000000000';
const SOURCES = new URL('../../src', import.meta.url).pathname;

function identityIn(text: string): EntraIdentity {
  const { access } = parseConnectionString(`Endpoint=https://parley.example;${text}`);
  if (access?.kind !== 'entra') {
    throw new Error('The connection string names no identity.');
  }
  return access.identity;
}

async function tokenOf(text: string, entra: EntraStandIn): Promise<string | undefined> {
  const credential = await createEntraCredential(identityIn(text), {
    authorityHost: entra.authorityHost,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    tlsOptions: { ca: readFileSync(LOCALHOST_PEM_PATH) },
  });
  const { signal } = new AbortController();
  return (await credential.getToken(SCOPE, { abortSignal: signal }))?.token;
}

describe('a token of Entra', () => {
  let entra: EntraStandIn;

  // The library keeps the address of managed identities, and their tokens, for the whole process.
  beforeAll(async () => {
    entra = await startEntra(() => 'a token');
    vi.stubEnv('IDENTITY_ENDPOINT', entra.identityEndpoint);
    vi.stubEnv('IDENTITY_HEADER', 'header of this machine');
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await entra[Symbol.asyncDispose]();
  });

  test.each(['azure.app', 'aad'])('[AZ-17] is given to a client secret, by %s', async (type) => {
    const text = `AuthType=${type};ClientId=${CLIENT};TenantId=${TENANT};ClientSecret=s=${type}`;

    expect(await tokenOf(text, entra)).toBe('a token');
    expect(entra.requests.at(-1)?.url.pathname).toBe(`/${TENANT}/oauth2/v2.0/token`);
    expect(Object.fromEntries(entra.requests.at(-1)?.form ?? [])).toMatchObject({
      grant_type: 'client_credentials',
      client_id: CLIENT,
      client_secret: `s=${type}`,
      scope: SCOPE,
    });
  });

  test('[AZ-17] is given to a client certificate', async () => {
    const text = `AuthType=azure.app;ClientId=${CLIENT};TenantId=${TENANT};ClientCert=${LOCALHOST_PEM_PATH}`;

    expect(await tokenOf(text, entra)).toBe('a token');
    expect(Object.fromEntries(entra.requests.at(-1)?.form ?? [])).toMatchObject({
      client_id: CLIENT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      scope: SCOPE,
    });
  });

  test.each([
    ['AuthType=azure.msi', null],
    [`AuthType=azure.msi;ClientId=${CLIENT}`, CLIENT],
    ['AuthType=aad;ClientId=another', 'another'],
  ])('[AZ-17] is given to a managed identity, by %s', async (text, clientId) => {
    expect(await tokenOf(text, entra)).toBe('a token');

    const request = entra.requests.at(-1);
    expect(request?.headers['x-identity-header']).toBe('header of this machine');
    expect(request?.url.searchParams.get('resource')).toBe('https://signalr.azure.com');
    expect(request?.url.searchParams.get('client_id')).toBe(clientId);
  });

  test('[AZ-21] is refused without a word of the secret', async () => {
    const text = `AuthType=azure.app;ClientId=${CLIENT};TenantId=${TENANT};ClientSecret=hush-hush`;
    entra.refuse(401);
    const error: unknown = await tokenOf(text, entra).catch((reason: unknown) => reason);
    entra.refuse(undefined);

    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: Infinity })).toContain('AADSTS7000215');
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('hush');
    expect(JSON.stringify(error)).not.toContain('hush');
  });

  test('[AZ-17] is given to what the environment names', async () => {
    vi.stubEnv('AZURE_TENANT_ID', TENANT);
    vi.stubEnv('AZURE_CLIENT_ID', CLIENT);
    vi.stubEnv('AZURE_CLIENT_SECRET', 'secret of the environment');

    expect(await tokenOf('AuthType=azure', entra)).toBe('a token');
    expect(entra.requests.at(-1)?.form.get('client_secret')).toBe('secret of the environment');
  });
});

test('[AZ-17] the library is loaded by the one line that needs it', () => {
  const naming = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(join(SOURCES, file), 'utf8').split('\n'))
    .filter((line) => line.includes("'@azure/identity'"));

  expect(naming).toEqual([
    "import type { ClientSecretCredentialOptions } from '@azure/identity';",
    "  const library = await import('@azure/identity');",
  ]);
});
