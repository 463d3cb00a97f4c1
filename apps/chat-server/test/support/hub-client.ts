/** A member on the hub, through the official client, as a page of the server would connect. */

import {
  DefaultHttpClient,
  HttpTransportType,
  HubConnectionBuilder,
  LogLevel,
  NullLogger,
} from '@microsoft/signalr';
import type { HttpRequest, HttpResponse, HubConnection } from '@microsoft/signalr';
import type {
  ChatEventName,
  ChatEventPayload,
  ChatHubContract,
  MessageId,
  Outcome,
  RoomId,
  Welcome,
} from '@parley/chat-protocol';
import { Signal } from '../../../../packages/signalr-server/test/support/signal.ts';
import { RestClient } from './rest-client.ts';

type Methods = ChatHubContract['methods'];
type Value<M extends keyof Methods> = ReturnType<Methods[M]> extends Outcome<infer T> ? T : never;

interface Heard {
  readonly name: ChatEventName;
  readonly payload: unknown;
}

const EVENTS: readonly ChatEventName[] = [
  'member-changed',
  'room-changed',
  'message-posted',
  'turns-changed',
  'reply-started',
  'reply-progress',
  'reply-delta',
  'reply-ended',
  'events-missed',
];

/** After its first request something happens. */
class InterruptedHttpClient extends DefaultHttpClient {
  #happening: (() => Promise<void>) | undefined;

  constructor(happening: () => Promise<void>) {
    super(NullLogger.instance);
    this.#happening = happening;
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    const response = await super.send(request);
    const happening = this.#happening;
    this.#happening = undefined;
    await happening?.();
    return response;
  }
}

export class HubClient implements AsyncDisposable {
  readonly connection: HubConnection;
  readonly heard: Heard[] = [];
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #changed = new Signal();

  private constructor(connection: HubConnection) {
    this.connection = connection;
    this.closed = new Promise((resolve) => connection.onclose(() => resolve()));
    for (const name of EVENTS)
      connection.on(name, (payload: unknown) => this.#hear({ name, payload }));
    connection.on('events-gathered', ({ events }: { events: readonly Heard[] }) =>
      events.forEach((event) => this.#hear(event)),
    );
  }

  /** Signs a new person in and connects. */
  static async join(url: string, name: string): Promise<HubClient> {
    const rest = new RestClient(url);
    await rest.signIn(name);
    return HubClient.connect(url, { cookie: rest.cookie });
  }

  static async connect(
    url: string,
    headers: Record<string, string>,
    transport = HttpTransportType.WebSockets,
  ): Promise<HubClient> {
    const connection = new HubConnectionBuilder()
      .withUrl(`${url}/hub`, { headers, transport })
      .configureLogging(LogLevel.None)
      .build();
    const client = new HubClient(connection);
    await connection.start();
    return client;
  }

  /** Connects as well, with something that happens between the server's word and the connection. */
  static async connectLate(
    url: string,
    headers: Record<string, string>,
    happening: () => Promise<void>,
  ): Promise<HubClient> {
    const httpClient = new InterruptedHttpClient(happening);
    const connection = new HubConnectionBuilder()
      .withUrl(`${url}/hub`, { headers, httpClient })
      .configureLogging(LogLevel.None)
      .build();
    const client = new HubClient(connection);
    await connection.start();
    return client;
  }

  /** What a method answers, as it comes. */
  ask(method: string, ...values: unknown[]): Promise<Outcome<unknown>> {
    return this.connection.invoke(method, ...values);
  }

  /** What a method answers; throws when it is refused. */
  async call<M extends keyof Methods>(
    method: M,
    ...values: Parameters<Methods[M]>
  ): Promise<Value<M>> {
    const outcome = (await this.ask(method, ...values)) as Outcome<Value<M>>;
    if (!outcome.ok) throw new Error(`${method}: ${JSON.stringify(outcome.problem)}`);
    return outcome.value;
  }

  async enter(): Promise<Welcome & { readonly general: RoomId }> {
    const welcome = await this.call('enter');
    const general = welcome.rooms[0]?.id;
    if (general === undefined) throw new Error('there is no first room');
    return { ...welcome, general };
  }

  async post(roomId: RoomId, text: string): Promise<Value<'postMessage'>> {
    const clientMessageId = crypto.randomUUID() as Parameters<
      Methods['postMessage']
    >[0]['clientMessageId'];
    return this.call('postMessage', { roomId, clientMessageId, text, replyTo: null });
  }

  /** The first event of this name, heard already or yet to come, that passes. */
  async event<N extends ChatEventName>(
    name: N,
    passes: (payload: ChatEventPayload<N>) => boolean = () => true,
  ): Promise<ChatEventPayload<N>> {
    const find = (): Heard | undefined =>
      this.heard.find((each) => each.name === name && passes(each.payload as ChatEventPayload<N>));
    await this.#changed.until(() => find() !== undefined);
    return find()?.payload as ChatEventPayload<N>;
  }

  /** Text of a reply as its deltas give it, once it has this many characters. */
  async replyText(messageId: MessageId, length: number): Promise<string> {
    const text = (): string =>
      this.heard
        .filter((each) => each.name === 'reply-delta')
        .map((each) => each.payload as ChatEventPayload<'reply-delta'>)
        .filter((delta) => delta.messageId === messageId)
        .map((delta) => delta.text)
        .join('');
    await this.#changed.until(() => text().length >= length);
    return text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.stop();
  }

  #hear(event: Heard): void {
    this.heard.push(event);
    this.#changed.raise();
  }
}
