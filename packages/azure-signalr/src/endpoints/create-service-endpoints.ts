/** The instances of the service that an application names. Rules: docs/spec/azure-signalr.md, AZ-1 to AZ-4. */

import { randomBytes } from 'node:crypto';
import type { Clock } from '@parley/signalr-server';
import type { AzureSignalRSettings } from '../azure-signalr.ts';
import { AzureSignalRError } from '../errors.ts';
import { isAccessTokenAlgorithm } from './access-token.ts';
import { AzureEndpoint } from './azure-endpoint.ts';
import { parseConnectionString } from './connection-string.ts';
import type { AccessMethod, EntraIdentity, InstanceAddress } from './connection-string.ts';
import { EntraAccess } from './entra-access.ts';
import { createEntraCredential } from './entra-credential.ts';
import type { EntraCredential } from './entra-credential.ts';
import { createKeyAccess } from './service-access.ts';
import type { ServiceAccess } from './service-access.ts';
import type { EndpointRole, ServiceEndpoint } from './service-endpoint.ts';

/** What the endpoints of a server share. */
export interface EndpointContext {
  readonly clock: Clock;
  /** What the service knows this server by: `{machine}_{32 hexadecimal digits}`. */
  readonly serverName: string;
  /** Names a client's way to the service in the logs of both. Default: 64 random bits. */
  readonly createRequestId?: () => string;
  /** Default: that of `@azure/identity`. */
  readonly createCredential?: (identity: EntraIdentity) => Promise<EntraCredential>;
}

/** What is said of all endpoints alike, and of each. */
export type EndpointsSettings = Pick<
  AzureSignalRSettings,
  'accessTokenAlgorithm' | 'accessTokenLifetimeMs' | 'endpoints'
>;

const AN_HOUR_MS = 3_600_000;

/**
 * @throws {AzureSignalRError} `connection-string-invalid` for a connection string that is none, for one instance that
 *   stands twice, and where no endpoint is primary.
 * @throws {RangeError} for a lifetime of tokens that is not above zero.
 * @throws {TypeError} for an algorithm that there is not.
 */
export function createServiceEndpoints(
  settings: EndpointsSettings,
  context: EndpointContext,
): readonly ServiceEndpoint[] {
  const { endpoints, accessTokenLifetimeMs = AN_HOUR_MS } = settings;
  const { accessTokenAlgorithm = 'HS256' } = settings;
  if (!(accessTokenLifetimeMs > 0)) {
    throw new RangeError(`accessTokenLifetimeMs must be above zero, not ${accessTokenLifetimeMs}`);
  }
  if (!isAccessTokenAlgorithm(accessTokenAlgorithm)) {
    throw new TypeError(`accessTokenAlgorithm is HS256 or HS512, not ${accessTokenAlgorithm}`);
  }
  const list = typeof endpoints === 'string' ? [{ connectionString: endpoints }] : endpoints;
  const parsed = list.map(({ role = 'primary', name, connectionString, credential }) => {
    const { address, access } = parseConnectionString(connectionString);
    return { role, name: name ?? address.host, address, access, credential };
  });
  checkInstances(parsed);
  return parsed.map(
    ({ name, role, address, ...given }) =>
      new AzureEndpoint({
        name,
        role,
        address,
        access: createAccess({ ...given, address }, context),
        serverName: context.serverName,
        tokenLifetimeMs: accessTokenLifetimeMs,
        tokenAlgorithm: accessTokenAlgorithm,
        clock: context.clock,
        createRequestId: context.createRequestId ?? randomRequestId,
      }),
  );
}

interface NamedInstance {
  readonly name: string;
  readonly role: EndpointRole;
  readonly address: InstanceAddress;
}

function checkInstances(instances: readonly NamedInstance[]): void {
  if (!instances.some(({ role }) => role === 'primary')) {
    throw invalid('No primary endpoint of Azure SignalR Service is defined.');
  }
  const repeated = repeatedIn(instances.map(({ address }) => address.endpoint));
  if (repeated !== undefined) {
    throw invalid(`Two endpoints are the same instance of Azure SignalR Service: ${repeated}.`);
  }
  const sharedName = repeatedIn(instances.map(({ name }) => name));
  if (sharedName !== undefined) {
    throw invalid(`Two endpoints of Azure SignalR Service have the name ${sharedName}.`);
  }
}

function repeatedIn(texts: readonly string[]): string | undefined {
  return texts.find((text, index) => texts.indexOf(text) !== index);
}

interface GivenAccess {
  readonly address: InstanceAddress;
  readonly access: AccessMethod | undefined;
  readonly credential: EntraCredential | undefined;
}

function createAccess(
  { address, access, credential }: GivenAccess,
  { clock, createCredential = createEntraCredential }: EndpointContext,
): ServiceAccess {
  const { serverEndpoint } = address;
  if (credential !== undefined) {
    if (access !== undefined) {
      throw invalid('A credential takes the place of accesskey and authtype.');
    }
    return new EntraAccess({
      createCredential: () => Promise.resolve(credential),
      serverEndpoint,
      clock,
    });
  }
  switch (access?.kind) {
    case 'access-key':
      return createKeyAccess(access.accessKey);
    case 'entra': {
      const { identity } = access;
      return new EntraAccess({
        createCredential: () => createCredential(identity),
        serverEndpoint,
        clock,
      });
    }
    case undefined:
      throw invalid('accesskey is required.');
  }
}

function randomRequestId(): string {
  return randomBytes(8).toString('base64');
}

function invalid(text: string): AzureSignalRError {
  return new AzureSignalRError('connection-string-invalid', text);
}
