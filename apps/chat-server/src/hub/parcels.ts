/** Which events go as one message where messages are billed. Pure. Rules: CH-88, CH-89. */

import type { ChatEvent, ChatHubContract } from '@parley/chat-protocol';
import { JsonHubProtocol, MessagePackHubProtocol, MessageType } from '@parley/signalr-protocol';
import type { EventName } from '@parley/signalr-protocol';

/** Bytes of one billed message. */
const BILLED_STEP_BYTES = 2_048;

const protocols = [new JsonHubProtocol(), new MessagePackHubProtocol()];

/** A message of the hub: its name and what it carries. */
export interface HubEvent {
  readonly name: EventName<ChatHubContract>;
  readonly payload: unknown;
}

/** One event goes as itself, several as one that holds them. */
export function hubEventOf(parcel: readonly ChatEvent[]): HubEvent {
  const [first, ...others] = parcel;
  if (first !== undefined && others.length === 0) return first;
  return { name: 'events-gathered', payload: { events: parcel } };
}

/** In their order; an event joins those before it where the whole is billed as much as without it. */
export function costlessParcels(events: readonly ChatEvent[]): ChatEvent[][] {
  const parcels: ChatEvent[][] = [];
  for (const event of events) {
    const last = parcels.at(-1);
    if (last !== undefined && billed([...last, event]) <= billed(last)) last.push(event);
    else parcels.push([event]);
  }
  return parcels;
}

/** As many messages as the service bills for it, in the larger of its encodings. */
function billed(parcel: readonly ChatEvent[]): number {
  return Math.ceil(messageBytes(hubEventOf(parcel)) / BILLED_STEP_BYTES);
}

/** Bytes on the wire, in the protocol that takes more. */
export function messageBytes({ name, payload }: HubEvent): number {
  const message = { type: MessageType.invocation, target: name, arguments: [payload] } as const;
  return Math.max(...protocols.map((protocol) => protocol.encode(message).length));
}
