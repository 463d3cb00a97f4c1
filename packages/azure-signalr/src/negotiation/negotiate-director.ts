/**
 * Sends clients that negotiate with this server to the service.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-31 to AZ-36.
 */

import type { IncomingMessage } from 'node:http';
import type {
  ConnectedUser,
  Logger,
  NegotiateDirector,
  NegotiateRedirect,
  NegotiateRefusal,
} from '@parley/signalr-server';
import type { AzureSignalRSettings } from '../azure-signalr.ts';
import type { ClientTerms } from '../endpoints/client-terms.ts';
import type { ClientAddressQuery } from '../endpoints/service-endpoint.ts';
import { AzureSignalRError } from '../errors.ts';
import type { HubLink } from '../links/hub-link.ts';
import { chooseLink } from './endpoint-choice.ts';

export interface NegotiateOptions {
  /** As the service knows it. */
  readonly hub: string;
  /** To every endpoint. */
  readonly links: readonly HubLink[];
  readonly terms: ClientTerms;
  readonly settings: Pick<AzureSignalRSettings, 'claims' | 'chooseEndpoint'>;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

const NOT_CONNECTED: NegotiateRefusal = {
  status: 500,
  text: 'Azure SignalR Service is not connected yet, please try again later.',
};
const NOT_CHOSEN: NegotiateRefusal = { status: 500, text: 'Unable to get the negotiate endpoint' };
const TOO_LONG: NegotiateRefusal = {
  status: 413,
  text: 'The access token is longer than Azure SignalR Service accepts.',
};

/** It throws what the application's own functions throw, and `access-denied` without a key. */
export function createNegotiateDirector(options: NegotiateOptions): NegotiateDirector {
  const { hub, links, terms, settings, random, logger } = options;
  const { chooseEndpoint, claims } = settings;

  const chosenLink = (request: IncomingMessage, user: ConnectedUser): HubLink | undefined => {
    const endpoints = links.map(({ endpoint, isOnline, load }) => {
      const { name, role } = endpoint;
      return { name, role, isOnline, load };
    });
    const chosen = chooseEndpoint?.({ hub, request, user, endpoints });
    return links.find(({ endpoint }) => endpoint.name === chosen);
  };

  return async (request, user, expiresAt) => {
    const link = chooseEndpoint ? chosenLink(request, user) : chooseLink(links, random);
    if (link?.isOnline !== true) {
      return chooseEndpoint !== undefined && link === undefined ? NOT_CHOSEN : NOT_CONNECTED;
    }
    const requestUrl = request.url ?? '';
    const known = claims === undefined ? user : { ...user, claims: claims(user) };
    return redirectTo(link, { hub, requestUrl, user: known, expiresAt, terms }, logger);
  };
}

async function redirectTo(
  { endpoint }: HubLink,
  query: ClientAddressQuery,
  logger: Logger,
): Promise<NegotiateRedirect | NegotiateRefusal> {
  try {
    return await endpoint.clientAddress(query);
  } catch (error) {
    if (error instanceof AzureSignalRError && error.code === 'token-too-long') {
      logger.warn({ hub: query.hub, error }, 'a client has more claims than its token can hold');
      return TOO_LONG;
    }
    throw error;
  }
}
