/** The chat's way out: an event becomes a SignalR send to everybody, to a room's group, or to a member. */

import type { ChatAudience, ChatLogger, ChatPublisher } from '@parley/chat-core';
import type { ChatEvent, ChatHubContract } from '@parley/chat-protocol';
import type { EventParameters } from '@parley/signalr-protocol';
import type { ClientProxy, HubClients } from '@parley/signalr-server';
import { groupOfRoom } from './member-connections.ts';

type ChatClients = HubClients<ChatHubContract>;

export class HubPublisher implements ChatPublisher {
  readonly #logger: ChatLogger;
  #clients: ChatClients | undefined;

  constructor(logger: ChatLogger) {
    this.#logger = logger;
  }

  /** From here on there are clients; what was published before had nobody to go to. */
  open(clients: ChatClients): void {
    this.#clients = clients;
  }

  publish(audience: ChatAudience, event: ChatEvent): void {
    if (this.#clients === undefined) return;
    // Queued for each connection before `send` returns, so nothing overtakes.
    send(proxyOf(this.#clients, audience), event).catch((error: unknown) => {
      this.#logger.error({ err: error, event: event.name }, 'an event could not be sent');
    });
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

function send(proxy: ClientProxy<ChatHubContract>, event: ChatEvent): Promise<void> {
  // The compiler does not follow that name and payload are of the same member of the union.
  const parameters = [event.payload] as EventParameters<ChatHubContract, typeof event.name>;
  return proxy.send(event.name, ...parameters);
}
