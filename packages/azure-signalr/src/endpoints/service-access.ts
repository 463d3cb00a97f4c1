/** How a server shows one instance of the service that it may use it. */

import type { SigningKey } from './access-token.ts';
import type { KeyExchange } from './service-endpoint.ts';

/** With a key of the connection string, or as somebody whom Entra knows. */
export interface ServiceAccess {
  readonly keyExchange: KeyExchange | undefined;
  /** @throws {AzureSignalRError} `access-denied` when there is none to be had. */
  signingKey(): Promise<SigningKey>;
  /**
   * What a server connection shows in the place of a token that is signed with the key; `undefined` where it shows such
   * a token.
   *
   * @throws {AzureSignalRError} `access-denied`.
   */
  serverToken(): Promise<string | undefined>;
}

/** The key of a connection string. */
export function createKeyAccess(accessKey: string): ServiceAccess {
  const key: SigningKey = { accessKey, keyId: undefined };
  return {
    keyExchange: undefined,
    signingKey: () => Promise.resolve(key),
    serverToken: () => Promise.resolve(undefined),
  };
}
