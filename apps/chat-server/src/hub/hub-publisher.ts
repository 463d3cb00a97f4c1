/** The chat's way out: events become SignalR sends to everybody, to a room's group, or to a member. */

import { AzureSignalRError } from '@parley/azure-signalr';
import type { ChatAudience, ChatLogger, ChatPublisher } from '@parley/chat-core';
import type { ChatEvent, ChatHubContract } from '@parley/chat-protocol';
import type { EventParameters } from '@parley/signalr-protocol';
import type { ClientProxy, HubClients } from '@parley/signalr-server';
import type { Delivery } from './delivery.ts';
import { groupOfRoom } from './member-connections.ts';
import { hubEventOf } from './parcels.ts';
import type { HubEvent } from './parcels.ts';

type ChatClients = HubClients<ChatHubContract>;

export interface HubPublisherOptions {
  readonly logger: ChatLogger;
  readonly delivery: Pick<Delivery, 'parcelsOf'>;
}

export class HubPublisher implements ChatPublisher {
  readonly #options: HubPublisherOptions;
  #clients: ChatClients | undefined;
  #isTold = false;

  constructor(options: HubPublisherOptions) {
    this.#options = options;
  }

  /** From here on there are clients; what was published before had nobody to go to. */
  open(clients: ChatClients): void {
    this.#clients = clients;
  }

  publish(audience: ChatAudience, events: readonly ChatEvent[]): void {
    if (this.#clients === undefined) return;
    const { delivery } = this.#options;
    const proxy = proxyOf(this.#clients, audience);
    for (const event of delivery.parcelsOf(events).map(hubEventOf)) {
      // Queued for each connection before `send` returns, so nothing overtakes.
      send(proxy, event).then(
        () => this.#sent(),
        (error: unknown) => this.#lost(event, error),
      );
    }
  }

  /** Told once, however long it lasts: clients ask for what they missed when they are back. */
  #lost({ name }: HubEvent, error: unknown): void {
    // That it is away its adapter tells, and nobody is connected meanwhile.
    if (error instanceof AzureSignalRError && error.code === 'service-unavailable') return;
    if (this.#isTold) return;
    this.#isTold = true;
    this.#options.logger.error({ err: error, event: name }, 'events cannot be sent');
  }

  #sent(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#options.logger.info({}, 'events are sent again');
  }
}

function proxyOf(clients: ChatClients, audience: ChatAudience): ClientProxy<ChatHubContract> {
  switch (audience.to) {
    case 'everybody':
      return clients.all;
    case 'room':
      return clients.group(groupOfRoom(audience.roomId));
    case 'member':
      return clients.user(audience.memberId);
  }
}

function send(proxy: ClientProxy<ChatHubContract>, { name, payload }: HubEvent): Promise<void> {
  // The compiler does not follow that name and payload are of the same member of the union.
  const parameters = [payload] as EventParameters<ChatHubContract, typeof name>;
  return proxy.send(name, ...parameters);
}
