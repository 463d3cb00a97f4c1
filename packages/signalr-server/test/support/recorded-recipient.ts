/** A connection as a router sees it: keeps what it is sent, and answers when a test says so. */

import { MessageType, MissingEncodingError } from '@parley/signalr-protocol';
import type {
  CompletionOutcome,
  HubProtocol,
  InvocationMessage,
  SerializedMessage,
} from '@parley/signalr-protocol';
import type { DisconnectNotice } from '../../src/hubs/definition/hub.ts';
import type { RoutedConnection, Router } from '../../src/hubs/routing/router.ts';

export interface RecordedRecipientOptions {
  readonly connectionId: string;
  readonly userId?: string;
  readonly protocol: HubProtocol;
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
  #waiting: (() => void)[] = [];

  constructor({ connectionId, userId, protocol, router }: RecordedRecipientOptions) {
    this.connectionId = connectionId;
    this.userId = userId;
    this.protocol = protocol;
    this.router = router;
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
      this.disconnect({ reason: error.message });
    }
  }

  disconnect(notice: DisconnectNotice): void {
    this.notices.push(notice);
    this.end();
  }

  /** The client is gone; the router has yet to be told. */
  end(): void {
    this.#aborted.abort();
    this.#wake();
  }

  /** Of the call that it was sent last, among other messages. */
  get lastInvocationId(): string {
    return this.received.findLast(isCall)?.invocationId ?? '';
  }

  /** The client answers that call. */
  answer(outcome: CompletionOutcome): void {
    const invocationId = this.lastInvocationId;
    this.router.receiveResult(this, { type: MessageType.completion, invocationId, outcome });
  }

  /** What it was sent, by name. */
  get targets(): readonly string[] {
    return this.received.map(({ target }) => target);
  }

  /** Resolves once it has been sent such a message. */
  hears(target: string): Promise<void> {
    return this.#until(() => this.targets.includes(target));
  }

  isEnded(): Promise<void> {
    return this.#until(() => this.aborted.aborted);
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) {
      wake();
    }
  }

  #receive(bytes: Uint8Array): void {
    const decoded = this.protocol.decode(bytes, { offset: 0, maxMessageBytes: undefined });
    if (decoded?.message?.type !== MessageType.invocation) {
      throw new TypeError('Routers send invocations, whole ones.');
    }
    this.received.push(decoded.message);
    this.#wake();
  }
}

function isCall({ invocationId }: InvocationMessage): boolean {
  return invocationId !== undefined;
}
