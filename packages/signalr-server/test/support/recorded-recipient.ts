/** A connection as a router sees it: keeps what it is sent, and answers when a test says so. */

import { JsonHubProtocol, MessageType, MissingEncodingError } from '@parley/signalr-protocol';
import type {
  CompletionMessage,
  CompletionOutcome,
  HubProtocol,
  InvocationMessage,
  SerializedMessage,
} from '@parley/signalr-protocol';
import type { DisconnectNotice } from '../../src/hubs/definition/hub.ts';
import type { RoutedConnection, Router } from '../../src/hubs/routing/router.ts';
import { Signal } from './signal.ts';

/** What carries a recipient's doings to its server, where its router cannot be told of them directly. */
export interface RecipientLine {
  answer(completion: CompletionMessage): void;
  /** Resolves when everybody knows of it who will. */
  end(): Promise<void>;
  /** Resolves when the router has let go. Does nothing the second time. */
  remove(): Promise<void>;
}

export interface RecordedRecipientOptions {
  readonly connectionId: string;
  readonly userId?: string;
  /** Default: JSON. */
  readonly protocol?: HubProtocol;
  /** The router of the server that has the connection. */
  readonly router: Router;
}

export class RecordedRecipient implements RoutedConnection {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly protocol: HubProtocol;
  readonly router: Router;
  /** In order, read back from the bytes of its protocol. */
  readonly received: InvocationMessage[] = [];
  readonly notices: DisconnectNotice[] = [];
  readonly #aborted = new AbortController();
  readonly #signal = new Signal();
  #line: RecipientLine;

  constructor({ connectionId, userId, protocol, router }: RecordedRecipientOptions) {
    this.connectionId = connectionId;
    this.userId = userId;
    this.protocol = protocol ?? new JsonHubProtocol();
    this.router = router;
    this.#line = {
      answer: (completion) => router.receiveResult(this, completion),
      end: async () => undefined,
      remove: () => router.remove(this),
    };
  }

  /** From here on it is a client somewhere else. */
  useLine(line: RecipientLine): void {
    this.#line = line;
  }

  get aborted(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Ends for a message that nobody encoded for it, as a hub's connection does. */
  deliver(serialized: SerializedMessage): void {
    if (this.aborted.aborted) {
      return;
    }
    try {
      this.#receive(serialized.bytesFor(this.protocol));
    } catch (error) {
      if (!(error instanceof MissingEncodingError)) {
        throw error;
      }
      this.disconnect({ reason: error.message, allowReconnect: true });
    }
  }

  disconnect(notice: DisconnectNotice): void {
    this.notices.push(notice);
    this.#abort();
  }

  /** The client is gone at once; the router has yet to be told. */
  end(): Promise<void> {
    this.#abort();
    return this.#line.end();
  }

  /** The router lets go of it. */
  remove(): Promise<void> {
    return this.#line.remove();
  }

  /** Of the call that it was sent last, among other messages; before the first one, that of no call. */
  get lastInvocationId(): string {
    return this.received.findLast(isCall)?.invocationId ?? 'nobody asked';
  }

  /** The client answers that call. */
  answer(outcome: CompletionOutcome): void {
    const invocationId = this.lastInvocationId;
    this.#line.answer({ type: MessageType.completion, invocationId, outcome });
  }

  /** What it was sent, by name and in order. */
  get heard(): readonly string[] {
    return this.received.map(({ target }) => target);
  }

  /** The first message of that name, once it has come. */
  async hears(target: string): Promise<InvocationMessage> {
    await this.#signal.until(() => this.heard.includes(target));
    return this.received.find((message) => message.target === target) as InvocationMessage;
  }

  hearsMany(count: number): Promise<void> {
    return this.#signal.until(() => this.received.length >= count);
  }

  isEnded(): Promise<void> {
    return this.#signal.until(() => this.aborted.aborted);
  }

  async isDisconnected(): Promise<DisconnectNotice> {
    await this.#signal.until(() => this.notices.length > 0);
    return this.notices[0] as DisconnectNotice;
  }

  #abort(): void {
    this.#aborted.abort();
    this.#signal.raise();
  }

  #receive(bytes: Uint8Array): void {
    const decoded = this.protocol.decode(bytes, { offset: 0, maxMessageBytes: undefined });
    if (decoded?.message?.type !== MessageType.invocation) {
      throw new TypeError('Routers send invocations, whole ones.');
    }
    this.received.push(decoded.message);
    this.#signal.raise();
  }
}

function isCall({ invocationId }: InvocationMessage): boolean {
  return invocationId !== undefined;
}
