/** A connection that records its calls and lets a test raise events, with the official client's rules. */

import type { HubConnectionLike, StreamSource } from '../../src/typed-client.ts';

type Handler = (...parameters: unknown[]) => unknown;

export class RecordedConnection implements HubConnectionLike {
  readonly calls: (readonly unknown[])[] = [];
  /** What `invoke` resolves to. */
  answer: unknown;
  readonly #handlers = new Map<string, Handler[]>();
  readonly #items: readonly unknown[];

  constructor(items: readonly unknown[] = []) {
    this.#items = items;
  }

  on(event: string, handler: Handler): void {
    const handlers = this.#handlers.get(event) ?? [];
    if (!handlers.includes(handler)) {
      this.#handlers.set(event, [...handlers, handler]);
    }
  }

  off(event: string, handler: Handler): void {
    const handlers = this.#handlers.get(event) ?? [];
    this.#handlers.set(
      event,
      handlers.filter((candidate) => candidate !== handler),
    );
  }

  invoke(method: string, ...parameters: unknown[]): Promise<unknown> {
    this.calls.push(['invoke', method, ...parameters]);
    return Promise.resolve(this.answer);
  }

  send(method: string, ...parameters: unknown[]): Promise<void> {
    this.calls.push(['send', method, ...parameters]);
    return Promise.resolve();
  }

  stream(method: string, ...parameters: unknown[]): StreamSource<unknown> {
    this.calls.push(['stream', method, ...parameters]);
    return {
      subscribe: (subscriber) => {
        for (const item of this.#items) {
          subscriber.next(item);
        }
        subscriber.complete();
        return { dispose: () => undefined };
      },
    };
  }

  /** What the handlers return, in order. */
  raise(event: string, ...parameters: unknown[]): readonly unknown[] {
    return (this.#handlers.get(event) ?? []).map((handler) => handler(...parameters));
  }
}
