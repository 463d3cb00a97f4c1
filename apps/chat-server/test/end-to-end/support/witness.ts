/** A client of the hub that writes down every delta of a room, to look at offsets as they were sent. */

import * as signalR from '@microsoft/signalr';
import type { ChatHubContract, MessageId, ReplyDelta } from '@parley/chat-protocol';
import { utf8Length } from '@parley/chat-protocol';
import { createTypedClient } from '@parley/signalr-protocol/typed-client';

export class Witness implements AsyncDisposable {
  readonly deltas: ReplyDelta[] = [];
  readonly #connection: signalR.HubConnection;

  private constructor(connection: signalR.HubConnection) {
    this.#connection = connection;
  }

  static async arrive(url: string, name: string): Promise<Witness> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ name }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const connection = new signalR.HubConnectionBuilder()
      .withUrl(`${url}/hub`, { headers: { cookie } })
      .configureLogging(signalR.LogLevel.None)
      .build();
    const witness = new Witness(connection);
    const client = createTypedClient<ChatHubContract>(connection);
    client.on('reply-delta', (delta) => witness.deltas.push(delta));
    client.on('events-gathered', ({ events }) => {
      for (const event of events)
        if (event.name === 'reply-delta') witness.deltas.push(event.payload);
    });
    await connection.start();
    await client.invoke('enter');
    return witness;
  }

  /** Text of a reply put together from its deltas. Throws where an offset leaves a gap or an overlap. */
  textOf(messageId: MessageId): string {
    let text = '';
    for (const delta of this.deltas.filter((sent) => sent.messageId === messageId)) {
      const expected = utf8Length(text);
      if (delta.offset !== expected) {
        throw new Error(`a delta begins at byte ${delta.offset}, expected ${expected}`);
      }
      text += delta.text;
    }
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.stop();
  }
}
