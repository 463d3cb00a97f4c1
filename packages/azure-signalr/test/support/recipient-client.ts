/** A recipient's client: connected to the service, it hands on what it is sent and says what it is told to say. */

import { once } from 'node:events';
import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { CompletionMessage, HubMessage } from '@parley/signalr-protocol';
import { WebSocket } from 'ws';
import type {
  RecipientLine,
  RecordedRecipient,
} from '../../../signalr-server/test/support/recorded-recipient.ts';
import { Signal } from '../../../signalr-server/test/support/signal.ts';

interface ServiceAddress {
  readonly url: string;
  readonly accessToken: string;
}

export class RecipientClient implements RecipientLine {
  readonly #recipient: RecordedRecipient;
  readonly #socket: WebSocket;
  readonly #removed: () => Promise<void>;
  readonly #changed = new Signal();
  readonly #closed: Promise<unknown>;
  #isAccepted = false;

  private constructor(
    recipient: RecordedRecipient,
    socket: WebSocket,
    removed: () => Promise<void>,
  ) {
    this.#recipient = recipient;
    this.#socket = socket;
    this.#removed = removed;
    this.#closed = once(socket, 'close');
    socket.on('message', (data: Buffer) => this.#receive(data));
  }

  /**
   * As the official clients do: by way of the server, to where it sends them. Resolves once the hub has accepted it.
   *
   * `removed` resolves when its server has let go of it.
   */
  static async connect(
    recipient: RecordedRecipient,
    hubUrl: URL,
    removed: () => Promise<void>,
  ): Promise<RecipientClient> {
    const { url, accessToken } = await negotiate<ServiceAddress>(hubUrl);
    const service = new URL(url);
    const { connectionToken } = await negotiate<{ connectionToken: string }>(url, accessToken);
    service.searchParams.set('id', connectionToken);
    service.protocol = 'ws:';
    const socket = new WebSocket(service, { headers: { authorization: `Bearer ${accessToken}` } });
    const client = new RecipientClient(recipient, socket, removed);
    recipient.useLine(client);
    await once(socket, 'open');
    socket.send(`{"protocol":"${recipient.protocol.name}","version":1}\u001e`);
    await client.#changed.until(() => client.#isAccepted);
    return client;
  }

  answer(completion: CompletionMessage): void {
    this.#socket.send(this.#recipient.protocol.encode(completion));
  }

  async end(): Promise<void> {
    this.#socket.terminate();
    await this.#closed;
    await this.#removed();
  }

  remove(): Promise<void> {
    return this.end();
  }

  #receive(data: Buffer): void {
    const bytes = new Uint8Array(data);
    let offset = this.#isAccepted ? 0 : this.#readHandshake(bytes);
    const { protocol } = this.#recipient;
    while (offset < bytes.length) {
      const decoded = protocol.decode(bytes, { offset, maxMessageBytes: undefined });
      if (decoded === undefined) {
        throw new TypeError('The service sends whole messages.');
      }
      const end = offset + decoded.consumed;
      this.#heed(decoded.message, bytes.slice(offset, end));
      offset = end;
    }
  }

  #readHandshake(bytes: Uint8Array): number {
    const end = bytes.indexOf(0x1e) + 1;
    const answer = new TextDecoder().decode(bytes.subarray(0, end));
    if (answer !== '{}\u001e') {
      throw new TypeError(`The hub has refused the client: ${answer}`);
    }
    this.#isAccepted = true;
    this.#changed.raise();
    return end;
  }

  #heed(message: HubMessage | undefined, frame: Uint8Array): void {
    if (message?.type === MessageType.invocation) {
      const frames = new Map([[this.#recipient.protocol.name, frame]]);
      this.#recipient.deliver(SerializedMessage.fromFrames(frames));
    } else if (message?.type === MessageType.close) {
      const { error, allowReconnect } = message;
      this.#recipient.disconnect({
        ...(error === undefined ? undefined : { reason: error }),
        ...(allowReconnect === true ? { allowReconnect } : undefined),
      });
      this.#socket.close();
    }
  }
}

async function negotiate<T>(url: string | URL, accessToken?: string): Promise<T> {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/negotiate`;
  address.searchParams.set('negotiateVersion', '1');
  const headers = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const response = await fetch(address, { method: 'POST', headers });
  if (!response.ok) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}
