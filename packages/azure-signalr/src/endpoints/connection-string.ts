/**
 * What a connection string says: where an instance is, and how a server shows that it may use it.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-1 to AZ-4.
 */

import { AzureSignalRError } from '../errors.ts';

/** What Entra is shown for a token. */
export type EntraIdentity =
  /** Whatever the process finds: environment, workload or managed identity, a developer's own sign-in. */
  | { readonly kind: 'default' }
  | { readonly kind: 'managed-identity'; readonly clientId: string | undefined }
  | {
      readonly kind: 'client-secret';
      readonly tenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | {
      readonly kind: 'client-certificate';
      readonly tenantId: string;
      readonly clientId: string;
      /** A PEM file with certificate and key. */
      readonly certificatePath: string;
    };

/** How a server shows that it may use the service. */
export type AccessMethod =
  | { readonly kind: 'access-key'; readonly accessKey: string }
  | { readonly kind: 'entra'; readonly identity: EntraIdentity };

/** Where an instance is. Addresses are `http:` or `https:`, without a slash at the end. */
export interface InstanceAddress {
  readonly endpoint: string;
  /** Where clients go, when it is not `endpoint`. */
  readonly clientEndpoint: string;
  /** Where servers go, when it is not `endpoint`. */
  readonly serverEndpoint: string;
  /** What tokens are for: scheme and host of `endpoint`, without its port. */
  readonly audience: string;
  /** Of `endpoint`, with its port. */
  readonly host: string;
}

export interface ConnectionString {
  readonly address: InstanceAddress;
  /** `undefined` where the string leaves it open, which is right only beside a credential of the application. */
  readonly access: AccessMethod | undefined;
}

const PROPERTY_NAMES = [
  'endpoint',
  'accesskey',
  'version',
  'port',
  'clientendpoint',
  'serverendpoint',
  'authtype',
  'clientid',
  'clientsecret',
  'clientcert',
  'tenantid',
] as const;

type PropertyName = (typeof PROPERTY_NAMES)[number];
type Properties = ReadonlyMap<PropertyName, string>;

const SUPPORTED_VERSION = /^1\.\d+[\w.-]*$/;

/** @throws {AzureSignalRError} `connection-string-invalid`; its sentence names the part, and never what it holds. */
export function parseConnectionString(text: string): ConnectionString {
  const properties = propertiesOf(text);
  const endpoint = endpointOf(properties);
  checkVersion(properties.get('version'));
  return {
    address: {
      endpoint: addressOf(endpoint),
      clientEndpoint: addressOf(addressIn(properties, 'clientendpoint') ?? endpoint),
      serverEndpoint: addressOf(addressIn(properties, 'serverendpoint') ?? endpoint),
      audience: `${endpoint.protocol}//${endpoint.hostname}`,
      host: endpoint.host,
    },
    access: accessOf(properties),
  };
}

function propertiesOf(text: string): Properties {
  const properties = new Map<PropertyName, string>();
  for (const part of text.split(';')) {
    const separator = part.indexOf('=');
    const name = separator === -1 ? undefined : propertyName(part.slice(0, separator));
    if (name === undefined) {
      continue;
    }
    if (properties.has(name)) {
      throw invalid(`Duplicate properties found in connection string: ${name}.`);
    }
    properties.set(name, part.slice(separator + 1).trim());
  }
  return properties;
}

/** What has no meaning here may have one elsewhere, and is passed over. */
function propertyName(written: string): PropertyName | undefined {
  const name = written.trim().toLowerCase();
  return PROPERTY_NAMES.find((known) => known === name);
}

function endpointOf(properties: Properties): URL {
  const endpoint = addressIn(properties, 'endpoint');
  if (endpoint === undefined) {
    throw invalid('Connection string missing required properties endpoint.');
  }
  const port = properties.get('port');
  if (port !== undefined) {
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
      throw invalid(
        'Invalid value for port property, it must be a positive integer between (0, 65536).',
      );
    }
    endpoint.port = port;
  }
  return endpoint;
}

function addressIn(properties: Properties, name: PropertyName): URL | undefined {
  const written = properties.get(name);
  if (written === undefined) {
    return undefined;
  }
  const address = URL.canParse(written) ? new URL(written) : undefined;
  const isAddress =
    address !== undefined &&
    (address.protocol === 'http:' || address.protocol === 'https:') &&
    `${address.username}${address.password}${address.search}${address.hash}` === '';
  if (!isAddress) {
    throw invalid(`Invalid value for ${name} property, it must be a valid URI.`);
  }
  return address;
}

function addressOf(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkVersion(version: string | undefined): void {
  if (version !== undefined && !SUPPORTED_VERSION.test(version)) {
    throw invalid('The version of the connection string is not supported: it must be 1.x.');
  }
}

function accessOf(properties: Properties): AccessMethod | undefined {
  switch (properties.get('authtype')?.toLowerCase()) {
    case 'azure':
      return entra({ kind: 'default' });
    case 'azure.msi':
      return entra({ kind: 'managed-identity', clientId: properties.get('clientid') });
    case 'azure.app':
      return entra(applicationIdentity(properties));
    case 'aad':
      return entra(formerIdentity(properties));
    case undefined:
    default:
      return keyAccess(properties.get('accesskey'));
  }
}

/** Of the time when there was one type for all of Entra. */
function formerIdentity(properties: Properties): EntraIdentity {
  return properties.has('clientid') && properties.has('tenantid')
    ? applicationIdentity(properties)
    : { kind: 'managed-identity', clientId: properties.get('clientid') };
}

function applicationIdentity(properties: Properties): EntraIdentity {
  const clientId = required(properties, 'clientid');
  const tenantId = required(properties, 'tenantid');
  const clientSecret = properties.get('clientsecret');
  if (clientSecret !== undefined) {
    return { kind: 'client-secret', tenantId, clientId, clientSecret };
  }
  const certificatePath = properties.get('clientcert');
  if (certificatePath !== undefined) {
    return { kind: 'client-certificate', tenantId, clientId, certificatePath };
  }
  throw invalid('Connection string missing required properties clientSecret or clientCert.');
}

function required(properties: Properties, name: PropertyName): string {
  const value = properties.get(name);
  if (value === undefined || value === '') {
    throw invalid(`Connection string missing required properties ${name}.`);
  }
  return value;
}

function entra(identity: EntraIdentity): AccessMethod {
  return { kind: 'entra', identity };
}

function keyAccess(accessKey: string | undefined): AccessMethod | undefined {
  return accessKey === undefined || accessKey === ''
    ? undefined
    : { kind: 'access-key', accessKey };
}

function invalid(text: string): AzureSignalRError {
  return new AzureSignalRError('connection-string-invalid', text);
}
