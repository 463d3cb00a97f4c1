/** Clients of the hub that keep what is sent to them, as one viewer in every audience would. */

import type { ChatEvent, ChatHubContract } from '@parley/chat-protocol';
import type { ClientProxy, HubClients } from '@parley/signalr-server';
import { messageBytes } from '../../src/hub/parcels.ts';
import type { HubEvent } from '../../src/hub/parcels.ts';

export class RecordingClients {
  /** Of each message on the wire, in order. */
  readonly messages: { readonly name: string; readonly bytes: number }[] = [];
  /** What they said, gathered or not. */
  readonly events: ChatEvent[] = [];
  readonly #proxy: ClientProxy<ChatHubContract> = {
    send: async (name, ...[payload]) => this.#keep({ name, payload }),
  };

  asHubClients(): HubClients<ChatHubContract> {
    const proxy = this.#proxy;
    const clients = { all: proxy, group: () => proxy, user: () => proxy };
    return clients as unknown as HubClients<ChatHubContract>;
  }

  clear(): void {
    this.messages.length = 0;
    this.events.length = 0;
  }

  #keep(sent: HubEvent): void {
    const { name, payload } = sent;
    this.messages.push({ name, bytes: messageBytes(sent) });
    if (name === 'events-gathered')
      this.events.push(...(payload as { events: readonly ChatEvent[] }).events);
    else this.events.push({ name, payload } as ChatEvent);
  }
}
