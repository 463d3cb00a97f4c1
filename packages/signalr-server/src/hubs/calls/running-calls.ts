/** The calls of one client that run, and its streams into them: found by the ids that the client gave them. */

import { HubError } from '../errors.ts';
import type { Binding, CallMessage } from './call-binding.ts';
import type { ClientStream } from './client-stream.ts';
import type { LazyAbort } from './lazy-abort.ts';

/** A bound call with what lives as long as it runs. */
export type RunningCall = Extract<Binding, { kind: 'bound' }> & {
  readonly message: CallMessage;
  /** In the order of their ids. */
  readonly streams: readonly ClientStream[];
  readonly abort: LazyAbort;
};

export class RunningCalls {
  readonly #running = new Set<LazyAbort>();
  readonly #byId = new Map<string, LazyAbort>();
  readonly #streams = new Map<string, ClientStream>();

  get count(): number {
    return this.#running.size;
  }

  has(invocationId: string): boolean {
    return this.#byId.has(invocationId);
  }

  findStream(streamId: string): ClientStream | undefined {
    return this.#streams.get(streamId);
  }

  /** A call without an id, or with one in use, cannot be cancelled by it. */
  add({ message, abort, streamIds, streams }: RunningCall): void {
    this.#running.add(abort);
    const id = message.invocationId;
    if (id !== undefined && !this.#byId.has(id)) {
      this.#byId.set(id, abort);
    }
    streams.forEach((stream, index) => {
      const streamId = streamIds[index];
      if (streamId !== undefined) {
        this.#streams.set(streamId, stream);
      }
    });
  }

  /** What the client still sends into its streams is dropped. */
  remove({ message, abort, streamIds, streams }: RunningCall): void {
    this.#running.delete(abort);
    const id = message.invocationId;
    if (id !== undefined && this.#byId.get(id) === abort) {
      this.#byId.delete(id);
    }
    streams.forEach((stream, index) => {
      const streamId = streamIds[index];
      if (streamId !== undefined && this.#streams.get(streamId) === stream) {
        this.#streams.delete(streamId);
      }
      stream.abandon();
    });
  }

  /** The client sends no more of this stream; its id is free. */
  endStream(streamId: string, error: Error | undefined): void {
    const stream = this.#streams.get(streamId);
    this.#streams.delete(streamId);
    stream?.end(error);
  }

  cancel(invocationId: string): void {
    this.#byId.get(invocationId)?.abort();
  }

  /** Signals abort, and streams from the client end with an error. */
  cancelAll(): void {
    for (const abort of this.#running) {
      abort.abort();
    }
    for (const stream of this.#streams.values()) {
      stream.end(new HubError('The underlying connection was closed.'));
    }
  }
}
