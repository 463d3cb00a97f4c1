/** A member of the chat at the official client, who sees an answer grow. */

import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubConnection } from '@microsoft/signalr';
import type { ChatEvent, ChatHubEvents, Outcome, RoomId, Welcome } from '@parley/chat-protocol';
import { utf8Length } from '@parley/chat-protocol';

const EVENTS = [
  'member-changed',
  'message-posted',
  'turns-changed',
  'reply-started',
  'reply-progress',
  'reply-delta',
  'reply-ended',
] as const satisfies readonly (keyof ChatHubEvents)[];

/** A new person's cookie. Each comes from an address of its own, where a proxy says from which. */
export async function signUp(url: string, index: number): Promise<string> {
  const address = `10.0.${Math.floor(index / 250)}.${Math.floor(index % 250)}`;
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ name: `Person ${index}` }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!response.ok || cookie === undefined) throw new Error(await response.text());
  return cookie;
}

export class Viewer implements AsyncDisposable {
  readonly #connection: HubConnection;
  readonly #onText: (length: number) => void;
  readonly #heard = new Set<(event: ChatEvent) => void>();
  #roomId = '' as RoomId;
  #messages = 0;
  /** Of the answer, put together by the offsets of its pieces. */
  text = '';
  /** A piece did not begin where the text ended. */
  hasGap = false;

  private constructor(connection: HubConnection, onText: (length: number) => void) {
    this.#connection = connection;
    this.#onText = onText;
    for (const name of EVENTS)
      connection.on(name, (payload: unknown) => this.#hear({ name, payload } as ChatEvent));
    connection.on('events-gathered', ({ events }: { events: readonly ChatEvent[] }) =>
      events.forEach((event) => this.#hear(event)),
    );
  }

  /** In the first room. `onText`: the text has this length now. */
  static async connect(
    url: string,
    cookie: string,
    onText: (length: number) => void = () => undefined,
  ): Promise<Viewer> {
    const connection = new HubConnectionBuilder()
      .withUrl(`${url}/hub`, { headers: { Cookie: cookie } })
      .configureLogging(LogLevel.Error)
      .build();
    const viewer = new Viewer(connection, onText);
    await connection.start();
    const [room] = (await viewer.#ask<Welcome>('enter')).rooms;
    if (room === undefined) throw new Error('there is no room');
    viewer.#roomId = room.id;
    return viewer;
  }

  /** As the page does: the newest messages of the room. */
  async openRoom(): Promise<void> {
    await this.#ask('openRoom', { roomId: this.#roomId });
  }

  async post(text: string): Promise<void> {
    this.#messages += 1;
    const clientMessageId = `${this.#connection.connectionId ?? ''}${this.#messages}`.slice(-64);
    await this.#ask('postMessage', { roomId: this.#roomId, clientMessageId, text, replyTo: null });
  }

  /** Resolves with the next event that fits. */
  next(isWanted: (event: ChatEvent) => boolean): Promise<ChatEvent> {
    return new Promise((resolve) => {
      const listen = (event: ChatEvent): void => {
        if (!isWanted(event)) return;
        this.#heard.delete(listen);
        resolve(event);
      };
      this.#heard.add(listen);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.stop();
  }

  #hear(event: ChatEvent): void {
    if (event.name === 'reply-delta') {
      const { offset, text } = event.payload;
      this.hasGap ||= offset !== utf8Length(this.text);
      this.text += text;
      this.#onText(this.text.length);
    }
    for (const listen of this.#heard) listen(event);
  }

  async #ask<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    const outcome = await this.#connection.invoke<Outcome<T>>(method, ...args);
    if (!outcome.ok) throw new Error(`${method}: ${outcome.problem.message}`);
    return outcome.value;
  }
}
