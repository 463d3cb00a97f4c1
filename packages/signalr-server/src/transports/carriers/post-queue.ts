/**
 * What the client sends over HTTP: POST bodies, streamed upwards one after the other in the order they came.
 *
 * A body that waits for its turn stays in its socket, so only their number needs a bound.
 * Rules: docs/spec/signalr-transports.md, ST-60 to ST-66.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PlainAnswer, sendPlainAnswer } from '../http/plain-answer.ts';
import { NO_SUCH_CONNECTION } from '../http/refusals.ts';

const MAX_WAITING = 100;

const DONE: PlainAnswer = { status: 200, text: '' };
const BROKEN_OFF: PlainAnswer = { status: 400, text: '' };
const TOO_MANY: PlainAnswer = { status: 429, text: 'Too many requests are waiting' };

interface Post {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** `closed`: whoever comes is too late. */
type State = 'waiting' | 'open' | 'closed';

export class PostQueue {
  readonly #waiting: Post[] = [];
  #current: Post | undefined;
  #onChunk: ((chunk: Uint8Array) => void) | undefined;
  #state: State = 'waiting';
  #isPaused = false;

  add(request: IncomingMessage, response: ServerResponse): void {
    if (this.#state === 'closed') {
      sendPlainAnswer(response, NO_SUCH_CONNECTION);
    } else if (this.#waiting.length >= MAX_WAITING) {
      sendPlainAnswer(response, TOO_MANY);
    } else {
      this.#waiting.push({ request, response });
      this.#readNext();
    }
  }

  /** The connection has a reader; bodies that came earlier are read now. */
  open(onChunk: (chunk: Uint8Array) => void): void {
    this.#onChunk = onChunk;
    this.#state = 'open';
    this.#readNext();
  }

  pause(): void {
    this.#isPaused = true;
    this.#current?.request.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#current?.request.resume();
    this.#readNext();
  }

  /**
   * Gives this answer to everything that waits, by default that the connection is gone. The body being read may be
   * what ended the connection: if nothing more of it comes, it was read whole.
   */
  close(answer: PlainAnswer = NO_SUCH_CONNECTION): void {
    this.#state = 'closed';
    this.#onChunk = undefined;
    for (const { request, response } of this.#waiting.splice(0)) {
      sendPlainAnswer(response, answer);
      request.resume();
    }
    this.#current?.request.resume();
  }

  #readNext(): void {
    if (this.#state !== 'open' || this.#isPaused || this.#current !== undefined) {
      return;
    }
    const post = this.#waiting.shift();
    if (post === undefined) {
      return;
    }
    this.#current = post;
    const { request } = post;
    request.on('data', (chunk: Buffer) => {
      if (this.#current !== post) {
        return;
      }
      if (this.#onChunk === undefined) {
        this.#finish(post, NO_SUCH_CONNECTION);
      } else {
        this.#onChunk(chunk);
      }
    });
    request.once('end', () => this.#finish(post, DONE));
    // The client broke the body off: nobody reads the answer, but the next body may come.
    request.once('close', () => this.#finish(post, BROKEN_OFF));
    if (request.destroyed) {
      this.#finish(post, BROKEN_OFF);
    }
  }

  #finish(post: Post, answer: PlainAnswer): void {
    if (this.#current === post) {
      this.#current = undefined;
      sendPlainAnswer(post.response, answer);
      this.#readNext();
    }
  }
}
