/**
 * Calls of clients that wait for their answers: who was asked what, and what became of it.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-100 to SH-108.
 */

import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { CompletionMessage, CompletionOutcome } from '@parley/signalr-protocol';
import { asError, ConnectionGoneError, HubError, SENTENCES } from '../errors.ts';
import type { ClientCall, RoutedConnection } from './router.ts';

/** Each holds what the call's maker waits with: a client that never answers must not fill the memory. */
export const MAX_CALLS_PER_CLIENT = 1_000;

/** As much of a connection as asking it takes. */
export type AskedConnection = Pick<RoutedConnection, 'aborted' | 'connectionId' | 'deliver'>;

interface PendingCall {
  readonly connectionId: string;
  readonly settle: (outcome: CompletionOutcome) => void;
  readonly fail: (error: Error) => void;
}

interface AskedClient {
  readonly calls: Set<PendingCall>;
  /** Stops listening for the end of its connection. */
  readonly release: () => void;
}

export class ClientResults {
  readonly #pending = new Map<string, PendingCall>();
  readonly #asked = new Map<string, AskedClient>();
  #lastId = 0;

  /**
   * Without an id the table makes one of its own.
   *
   * @throws {HubError} the client's own error, or that the signal gave up.
   * @throws {ConnectionGoneError} the client ended first.
   * @throws {RangeError} too many calls wait for this client already.
   */
  async ask(
    connection: AskedConnection,
    call: ClientCall,
    // The prefix keeps them apart from the ids that clients give to their own streams.
    invocationId = `s${++this.#lastId}`,
  ): Promise<unknown> {
    this.#checkThatItCanAnswer(connection, call);
    const { answer, fail } = this.#wait(invocationId, { connection, signal: call.signal });
    const { target, arguments: values } = call;
    const message = { type: MessageType.invocation, invocationId, target, arguments: values };
    try {
      connection.deliver(SerializedMessage.of(message));
    } catch (thrown) {
      fail(asError(thrown));
    }
    return await answer;
  }

  /**
   * Whether a call waited for it.
   *
   * @throws {HubError} for another connection than the one asked; the call goes on waiting.
   */
  receive(
    { connectionId }: Pick<RoutedConnection, 'connectionId'>,
    { invocationId, outcome }: CompletionMessage,
  ): boolean {
    const call = this.#pending.get(invocationId);
    if (call !== undefined && call.connectionId !== connectionId) {
      throw new HubError(SENTENCES['client-result-foreign'](connectionId, invocationId));
    }
    call?.settle(outcome);
    return call !== undefined;
  }

  /** Does nothing for a call that has ended. */
  fail(invocationId: string, error: Error): void {
    this.#pending.get(invocationId)?.fail(error);
  }

  /** Nobody will answer any more. */
  failAll(error: Error): void {
    for (const call of this.#pending.values()) {
      call.fail(error);
    }
  }

  /** The client will not answer any more. */
  forget(connectionId: string): void {
    for (const call of this.#asked.get(connectionId)?.calls ?? []) {
      call.fail(new ConnectionGoneError(SENTENCES['client-disconnected'](connectionId)));
    }
  }

  #checkThatItCanAnswer({ connectionId, aborted }: AskedConnection, { signal }: ClientCall): void {
    if (signal?.aborted === true) {
      throw new HubError(SENTENCES['client-result-canceled']());
    }
    if (aborted.aborted) {
      throw new ConnectionGoneError(SENTENCES['client-disconnected'](connectionId));
    }
    if (this.#asked.get(connectionId)?.calls.size === MAX_CALLS_PER_CLIENT) {
      throw new RangeError(
        `Connection '${connectionId}' has ${MAX_CALLS_PER_CLIENT} calls to answer already.`,
      );
    }
  }

  #wait(
    invocationId: string,
    { connection, signal }: { connection: AskedConnection; signal: AbortSignal | undefined },
  ): { readonly answer: Promise<unknown>; readonly fail: (error: Error) => void } {
    const { promise: answer, resolve, reject } = withResolvers<unknown>();
    const finish = (): void => {
      this.#pending.delete(invocationId);
      this.#release(call);
      signal?.removeEventListener('abort', cancel);
    };
    const fail = (error: Error): void => {
      finish();
      reject(error);
    };
    const cancel = (): void => {
      fail(new HubError(SENTENCES['client-result-canceled']()));
    };
    const settle = (outcome: CompletionOutcome): void => {
      if (outcome.kind === 'error') {
        fail(new HubError(outcome.error));
        return;
      }
      finish();
      resolve(outcome.kind === 'result' ? outcome.result : undefined);
    };
    const call: PendingCall = { connectionId: connection.connectionId, settle, fail };
    signal?.addEventListener('abort', cancel);
    this.#pending.set(invocationId, call);
    this.#clientOf(connection).calls.add(call);
    return { answer, fail };
  }

  /** One listener for each client, however many calls wait for it. */
  #clientOf({ connectionId, aborted }: AskedConnection): AskedClient {
    const known = this.#asked.get(connectionId);
    if (known !== undefined) {
      return known;
    }
    const end = (): void => {
      this.forget(connectionId);
    };
    aborted.addEventListener('abort', end);
    const release = (): void => {
      aborted.removeEventListener('abort', end);
    };
    const client: AskedClient = { calls: new Set(), release };
    this.#asked.set(connectionId, client);
    return client;
  }

  #release(call: PendingCall): void {
    const client = this.#asked.get(call.connectionId);
    client?.calls.delete(call);
    if (client?.calls.size === 0) {
      client.release();
      this.#asked.delete(call.connectionId);
    }
  }
}

/** `Promise.withResolvers`, which Node 20 has not. */
function withResolvers<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
