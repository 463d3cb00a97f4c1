/** A link whose state a test sets, and over which nothing is sent. */

import type { ServiceEndpoint } from '../../src/endpoints/service-endpoint.ts';
import type { EndpointLoad, HubLink } from '../../src/links/hub-link.ts';

export class StandingLink implements HubLink {
  readonly endpoint: ServiceEndpoint;
  isOnline = true;
  readonly isConnected = true;
  load: EndpointLoad | undefined;

  constructor(endpoint: ServiceEndpoint) {
    this.endpoint = endpoint;
  }

  carries(): boolean {
    return false;
  }

  send(): never {
    throw new Error('Nothing is sent to negotiate.');
  }

  ask(): never {
    throw new Error('Nothing is asked to negotiate.');
  }
}
