/** What a hub hears beside the calls of its client: nothing waits for it, and what it throws is logged. */

import type { HubContract } from '@parley/signalr-protocol';
import type { HubCall } from '../definition/hub.ts';
import type { HubSetup } from './hub-setup.ts';

export type HubEvent = 'onReconnected' | 'onAuthenticationRefreshed';

/** Rules: docs/spec/signalr-hubs.md, SH-139 and SH-154. Never rejects. */
export async function notifyHub(
  event: HubEvent,
  { hub, logger }: HubSetup,
  call: HubCall<HubContract>,
): Promise<void> {
  try {
    await hub[event]?.(call);
  } catch (error) {
    logger.error({ error, connectionId: call.connection.connectionId }, `${event} failed`);
  }
}
