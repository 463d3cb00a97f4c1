/**
 * What Entra gives tokens to. Its library takes a quarter of a second and thirty megabytes to load, and is loaded for
 * those alone whose connection string asks for it.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-17.
 */

import type { ClientSecretCredentialOptions } from '@azure/identity';
import type { EntraIdentity } from './connection-string.ts';

/** A token of Entra. */
export interface EntraToken {
  readonly token: string;
}

/** Gives tokens; those of `@azure/identity` are such. */
export interface EntraCredential {
  getToken(
    scope: string,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<EntraToken | null>;
}

/** What every credential of the library takes: its authority, proxies, certificates that it trusts. */
export type EntraOptions = Pick<
  ClientSecretCredentialOptions,
  'authorityHost' | 'disableInstanceDiscovery' | 'retryOptions' | 'tlsOptions'
>;

export async function createEntraCredential(
  identity: EntraIdentity,
  options: EntraOptions = {},
): Promise<EntraCredential> {
  const library = await import('@azure/identity');
  switch (identity.kind) {
    case 'default':
      return new library.DefaultAzureCredential(options);
    case 'managed-identity':
      return new library.ManagedIdentityCredential({
        ...options,
        ...(identity.clientId !== undefined && { clientId: identity.clientId }),
      });
    case 'client-secret': {
      const { tenantId, clientId, clientSecret } = identity;
      return new library.ClientSecretCredential(tenantId, clientId, clientSecret, options);
    }
    case 'client-certificate': {
      const { tenantId, clientId, certificatePath } = identity;
      return new library.ClientCertificateCredential(tenantId, clientId, certificatePath, options);
    }
  }
}
