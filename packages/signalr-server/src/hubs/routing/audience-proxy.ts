/** Several clients as one target. Rules: SH-60 to SH-69. */

import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { EventName, EventParameters, HubContract } from '@parley/signalr-protocol';
import type { ClientProxy } from '../definition/hub.ts';
import type { Audience, Router } from './router.ts';

export interface AudienceProxyOptions {
  readonly router: Router;
  readonly audience: Audience;
  /** Whose call sends. Absent: the application does. */
  readonly callerId?: string;
}

export function createAudienceProxy<C extends HubContract>({
  router,
  audience,
  callerId,
}: AudienceProxyOptions): ClientProxy<C> {
  return {
    async send<N extends EventName<C>>(
      event: N,
      ...parameters: EventParameters<C, N>
    ): Promise<void> {
      if (audience.to === 'groups' && audience.names.includes('')) {
        throw new TypeError('Cannot send to an empty group name.');
      }
      const message = { type: MessageType.invocation, target: event, arguments: parameters };
      await router.send(audience, SerializedMessage.of(message), callerId);
    },
  };
}
