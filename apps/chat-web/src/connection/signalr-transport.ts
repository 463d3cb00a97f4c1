/** The hub over the official SignalR client. Its own reconnection is off: recovery is ours. */

import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { ChatEvent, ChatEventName, ChatHubContract } from '@parley/chat-protocol';
import { createTypedClient } from '@parley/signalr-protocol/typed-client';
import type { HubTransport, HubTransportEvents } from './hub-transport.ts';

const HUB_URL = '/hub';

// A record, so that an event added to the contract and forgotten here does not compile.
const EVENT_NAMES = Object.keys({
  'member-changed': true,
  'room-changed': true,
  'message-posted': true,
  'turns-changed': true,
  'reply-started': true,
  'reply-progress': true,
  'reply-delta': true,
  'reply-ended': true,
  'events-missed': true,
} satisfies Record<ChatEventName, true>) as ChatEventName[];

export function openSignalrTransport({ onEvent, onClosed }: HubTransportEvents): HubTransport {
  const connection = new HubConnectionBuilder()
    .withUrl(HUB_URL)
    .configureLogging(LogLevel.None)
    .build();
  const client = createTypedClient<ChatHubContract>(connection);

  connection.onclose(() => onClosed());
  for (const name of EVENT_NAMES)
    client.on(name, (payload: unknown) => onEvent({ name, payload } as ChatEvent));
  client.on('events-gathered', ({ events }) => events.forEach(onEvent));

  return {
    start: () => connection.start(),
    invoke: (method, ...parameters) => client.invoke(method, ...parameters),
    close: () => connection.stop(),
  };
}
