/** A member of the chat, at the official SignalR client, who asks the agent and watches the answer come. */

import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubConnection } from '@microsoft/signalr';
import type {
  ChatEventName,
  ChatEventPayload,
  Member,
  Outcome,
  Room,
  RoomId,
  Welcome,
} from '@parley/chat-protocol';
import type { MeasuredReply } from './measured-reply.ts';

interface Watch {
  readonly askedAt: number;
  firstTextAt: number | undefined;
  firstBytes: number;
  lastTextAt: number;
  longestPauseMs: number;
  readonly resolve: (reply: MeasuredReply) => void;
  readonly reject: (error: Error) => void;
}

export class RoomClient implements AsyncDisposable {
  readonly #connection: HubConnection;
  readonly #watches = new Map<RoomId, Watch>();
  #messages = 0;

  /** Signed in and connected, with an agent that is ready. */
  static async enter(url: string, name: string): Promise<RoomClient> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!response.ok || cookie === undefined) throw new Error(await response.text());
    const client = new RoomClient(url, cookie);
    await client.#connection.start();
    await client.#agentIsReady();
    return client;
  }

  private constructor(url: string, cookie: string) {
    this.#connection = new HubConnectionBuilder()
      .withUrl(`${url}/hub`, { headers: { Cookie: cookie } })
      .configureLogging(LogLevel.Error)
      .build();
    this.#on('reply-delta', ({ roomId, offset, text }) => {
      this.#sawText(roomId, offset, text);
    });
    this.#on('reply-ended', (end) => {
      this.#sawEnd(end);
    });
  }

  async createRoom(name: string): Promise<RoomId> {
    const room = await this.#ask<Room>('createRoom', { name });
    return room.id;
  }

  /** Asks the agent; resolves when its answer has ended. */
  async ask(roomId: RoomId, text: string): Promise<MeasuredReply> {
    const askedAt = performance.now();
    const measured = new Promise<MeasuredReply>((resolve, reject) => {
      const none = { firstTextAt: undefined, firstBytes: 0, lastTextAt: 0, longestPauseMs: 0 };
      this.#watches.set(roomId, { askedAt, ...none, resolve, reject });
    });
    this.#messages += 1;
    const clientMessageId = `bench-${this.#messages}`;
    await this.#ask('postMessage', { roomId, clientMessageId, text, replyTo: null });
    return measured;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.stop();
  }

  async #agentIsReady(): Promise<void> {
    let settle: (member: Member) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      settle = (member) => {
        if (member.kind !== 'agent') return;
        if (member.status.state === 'ready') resolve();
        if (member.status.state === 'failed') reject(new Error(member.status.reason));
      };
    });
    this.#on('member-changed', ({ member }) => {
      settle(member);
    });
    const { members } = await this.#ask<Welcome>('enter');
    members.forEach(settle);
    await ready;
  }

  #sawText(roomId: RoomId, offset: number, text: string): void {
    const watch = this.#watches.get(roomId);
    if (watch === undefined) return;
    const now = performance.now();
    if (watch.firstTextAt === undefined) {
      watch.firstTextAt = now;
      watch.firstBytes = offset + Buffer.byteLength(text);
    } else {
      watch.longestPauseMs = Math.max(watch.longestPauseMs, now - watch.lastTextAt);
    }
    watch.lastTextAt = now;
  }

  #sawEnd({ roomId, length, outcome, figures }: ChatEventPayload<'reply-ended'>): void {
    const watch = this.#watches.get(roomId);
    if (watch === undefined) return;
    this.#watches.delete(roomId);
    if (figures === null || watch.firstTextAt === undefined)
      return watch.reject(new Error(`the agent did not answer: ${JSON.stringify(outcome)}`));
    watch.resolve({
      tokens: figures.replyTokens,
      askedAt: watch.askedAt,
      firstTextAt: watch.firstTextAt,
      endedAt: performance.now(),
      firstShare: watch.firstBytes / length,
      longestPauseMs: watch.longestPauseMs,
    });
  }

  async #ask<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    const outcome = await this.#connection.invoke<Outcome<T>>(method, ...args);
    if (!outcome.ok) throw new Error(`${method}: ${outcome.problem.message}`);
    return outcome.value;
  }

  #on<N extends ChatEventName>(name: N, listener: (event: ChatEventPayload<N>) => void): void {
    this.#connection.on(name, listener);
  }
}
