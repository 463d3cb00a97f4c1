/** Clients of a hub on in-memory transports that may lose their sockets and see every record. */

import { settled } from './test-hub.ts';
import type { TestHub } from './test-hub.ts';
import type { TransportPair } from './transport-pair.ts';

const SEPARATOR = '\u001e';

export class ResumableClient {
  readonly pair: TransportPair;

  constructor(pair: TransportPair) {
    this.pair = pair;
  }

  /** Resolves once everything that can be done about it is done. */
  send(...messages: object[]): Promise<void> {
    this.pair.deliver(messages.map((message) => JSON.stringify(message) + SEPARATOR).join(''));
    return settled();
  }

  /** All records of the current socket. */
  get received(): readonly object[] {
    return this.pair.sentText
      .split(SEPARATOR)
      .slice(0, -1)
      .map((record) => JSON.parse(record) as object);
  }

  /** Its socket breaks, and it goes on from `sequenceId` with another. */
  comeBack(sequenceId: number): Promise<void> {
    this.pair.interrupt();
    this.pair.replace();
    return this.send({ type: 9, sequenceId });
  }
}

/** Hands shaken; what was sent until then is not in `received`. */
export async function connectResumable(
  hub: TestHub,
  { version = 2, canReconnect = true } = {},
): Promise<ResumableClient> {
  const client = new ResumableClient(hub.accept({ canReconnect }));
  await client.send({ protocol: 'json', version });
  client.pair.events.length = 0;
  return client;
}

/** What the server sends of itself. */
export function event(text: string): object {
  return { type: 1, target: 'heard', arguments: [text] };
}

/** To everybody, one after the other. */
export async function say(hub: TestHub, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await hub.handle.clients.all.send('heard', text);
  }
}
