/** Endpoints of a server whose time, name and request ids a test knows. */

import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import type { ClientTerms } from '../../src/endpoints/client-terms.ts';
import { createServiceEndpoints } from '../../src/endpoints/create-service-endpoints.ts';
import type { EndpointsSettings } from '../../src/endpoints/create-service-endpoints.ts';
import type { ClientAddressQuery, ServiceEndpoint } from '../../src/endpoints/service-endpoint.ts';

export const SERVER_NAME = 'machine_0123456789abcdef0123456789abcdef';
export const ACCESS_KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH';
export const CONNECTION_STRING = `Endpoint=http://localhost;Port=8888;AccessKey=${ACCESS_KEY};Version=1.0;`;

export const PLAIN_TERMS: ClientTerms = {
  options: {},
  endpointCount: 1,
  stickiness: 'off',
  serverName: SERVER_NAME,
};

export const ANYBODY: ClientAddressQuery = {
  hub: 'chat',
  requestUrl: '/chat/negotiate?negotiateVersion=1',
  user: { userId: undefined, claims: {} },
  expiresAt: undefined,
  terms: PLAIN_TERMS,
};

export function createEndpoints(settings: EndpointsSettings): readonly ServiceEndpoint[] {
  return createServiceEndpoints(settings, {
    clock: new ManualClock(),
    serverName: SERVER_NAME,
    createRequestId: () => 'AAEC/wQ=',
  });
}

export function createEndpoint(connectionString = CONNECTION_STRING): ServiceEndpoint {
  const [endpoint] = createEndpoints({ endpoints: connectionString });
  if (endpoint === undefined) {
    throw new Error('one connection string is one endpoint');
  }
  return endpoint;
}
