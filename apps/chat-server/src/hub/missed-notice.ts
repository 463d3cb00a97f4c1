/** Tells everybody that something may have been lost on its way. Rule: CH-96. */

import type { ChatLogger, Clock } from '@parley/chat-core';
import type { ChatHubContract } from '@parley/chat-protocol';
import type { HubClients } from '@parley/signalr-server';

/** Connections break together, and what follows goes over another by then. */
const GATHER_MS = 1_000;

export interface MissedNoticeOptions {
  readonly clients: Pick<HubClients<ChatHubContract>, 'all'>;
  readonly clock: Clock;
  readonly logger: ChatLogger;
}

/** To be called for each loss; those of one second are told of once. */
export function createMissedNotice({ clients, clock, logger }: MissedNoticeOptions): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    clock.after(GATHER_MS, () => {
      isDue = false;
      // Who is gone by then asks when they are back.
      clients.all.send('events-missed', {}).catch((error: unknown) => {
        logger.info({ reason: String(error) }, 'nobody could be told that events were missed');
      });
    });
  };
}
