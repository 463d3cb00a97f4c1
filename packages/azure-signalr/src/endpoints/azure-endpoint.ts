/** One instance of the service: its addresses, and tokens for them. Rules: docs/spec/azure-signalr.md, AZ-5 to AZ-10. */

import type { Clock } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import { createAccessToken } from './access-token.ts';
import type { AccessTokenAlgorithm, AccessTokenClaims } from './access-token.ts';
import { claimsOfTerms } from './client-terms.ts';
import type { InstanceAddress } from './connection-string.ts';
import type { ServiceAccess } from './service-access.ts';
import { audienceOf, clientUrl, serverUrl } from './service-address.ts';
import type {
  ClientAddress,
  ClientAddressQuery,
  EndpointRole,
  KeyExchange,
  ServerAddress,
  ServerAddressQuery,
  ServiceEndpoint,
} from './service-endpoint.ts';
import { claimsOfUser } from './user-claims.ts';

export interface AzureEndpointOptions {
  readonly name: string;
  readonly role: EndpointRole;
  readonly address: InstanceAddress;
  readonly access: ServiceAccess;
  /** What the service knows this server by. */
  readonly serverName: string;
  readonly tokenLifetimeMs: number;
  readonly tokenAlgorithm: AccessTokenAlgorithm;
  readonly clock: Clock;
  /** Names a client's way to the service in the logs of both. */
  readonly createRequestId: () => string;
}

/** The service reads no more. */
const MAX_TOKEN_CHARACTERS = 4_096;

export class AzureEndpoint implements ServiceEndpoint {
  readonly name: string;
  readonly role: EndpointRole;
  readonly #options: AzureEndpointOptions;

  constructor(options: AzureEndpointOptions) {
    this.name = options.name;
    this.role = options.role;
    this.#options = options;
  }

  get keyExchange(): KeyExchange | undefined {
    return this.#options.access.keyExchange;
  }

  async serverAddress(query: ServerAddressQuery): Promise<ServerAddress> {
    const { access, address, serverName, tokenLifetimeMs, clock } = this.#options;
    const issuedAt = clock.epochMs();
    const accessToken =
      (await access.serverToken()) ??
      (await this.#sign({
        audience: audienceOf(address, 'server', query.hub),
        claims: [{ type: 'nameid', value: serverName }],
        issuedAt,
        expiresAt: issuedAt + tokenLifetimeMs,
      }));
    return { url: serverUrl(address, query), accessToken };
  }

  async clientAddress(query: ClientAddressQuery): Promise<ClientAddress> {
    const { address, tokenLifetimeMs, clock, createRequestId } = this.#options;
    const issuedAt = clock.epochMs();
    const accessToken = await this.#sign({
      audience: audienceOf(address, 'client', query.hub),
      claims: [...claimsOfTerms(query.terms, query.expiresAt), ...claimsOfUser(query)],
      issuedAt,
      expiresAt: Math.min(issuedAt + tokenLifetimeMs, query.expiresAt ?? Infinity),
    });
    if (accessToken.length > MAX_TOKEN_CHARACTERS) {
      throw new AzureSignalRError(
        'token-too-long',
        `The user's claims make a token of ${accessToken.length} characters, and Azure SignalR Service reads ${MAX_TOKEN_CHARACTERS}. Choose those that it needs with 'claims'.`,
      );
    }
    return { url: clientUrl(address, query, createRequestId()), accessToken };
  }

  async #sign(content: AccessTokenClaims): Promise<string> {
    const { access, tokenAlgorithm } = this.#options;
    return createAccessToken(content, await access.signingKey(), tokenAlgorithm);
  }
}
