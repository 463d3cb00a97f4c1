/** Keeps what was published, in order. */

import type { ChatAudience, ChatPublisher } from '@parley/chat-core';
import type { ChatEvent, ChatEventName, ChatEventPayload } from '@parley/chat-protocol';

export class RecordingPublisher implements ChatPublisher {
  readonly sent: { readonly audience: ChatAudience; readonly event: ChatEvent }[] = [];
  /** Names of events that were published together. */
  readonly together: ChatEventName[][] = [];

  publish(audience: ChatAudience, events: readonly ChatEvent[]): void {
    for (const event of events) this.sent.push({ audience, event });
    this.together.push(events.map(({ name }) => name));
  }

  names(): ChatEventName[] {
    return this.sent.map(({ event }) => event.name);
  }

  /** Payloads of one kind of event. */
  of<N extends ChatEventName>(name: N): ChatEventPayload<N>[] {
    const events = this.sent.map(({ event }) => event);
    return events.filter((event) => event.name === name).map(payloadOf<N>);
  }

  clear(): void {
    this.sent.length = 0;
    this.together.length = 0;
  }
}

// The filter above has made sure of the name.
function payloadOf<N extends ChatEventName>(event: ChatEvent): ChatEventPayload<N> {
  return event.payload as ChatEventPayload<N>;
}
