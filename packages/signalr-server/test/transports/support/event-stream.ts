/** A client of an event stream that sees every byte. */

import type { ClientRequest, IncomingMessage } from 'node:http';
import { beginRequest, responseOf } from './http-request.ts';

/** A client's side of an event stream, as text. */
export class EventStream {
  readonly response: IncomingMessage;
  readonly #request: ClientRequest;
  text = '';
  /** The server has ended the stream. */
  readonly ended: Promise<void>;
  #waiters: { readonly end: string; readonly resolve: () => void }[] = [];

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.response = response;
    this.ended = new Promise((resolve) => {
      response.once('end', () => resolve());
    });
    response.on('error', () => response.destroy());
    response.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1');
      for (const waiter of this.#waiters.filter(({ end }) => this.text.endsWith(end))) {
        waiter.resolve();
      }
    });
  }

  static async open(url: string): Promise<EventStream> {
    const request = beginRequest(url, { headers: { Accept: 'text/event-stream' } });
    request.end();
    return new EventStream(request, await responseOf(request));
  }

  async textUpTo(end: string): Promise<string> {
    if (!this.text.endsWith(end)) {
      await new Promise<void>((resolve) => this.#waiters.push({ end, resolve }));
    }
    return this.text;
  }

  close(): void {
    this.#request.destroy();
  }
}
