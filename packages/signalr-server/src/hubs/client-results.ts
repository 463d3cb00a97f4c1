/**
 * Calls of clients that wait for their answers: who was asked what, and what became of it.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-100 to SH-107.
 */

import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { CompletionMessage, CompletionOutcome } from '@parley/signalr-protocol';
import { ConnectionGoneError, HubError, SENTENCES } from './errors.ts';
import type { ClientCall, RoutedConnection } from './router.ts';

interface PendingCall {
  readonly connectionId: string;
  readonly settle: (outcome: CompletionOutcome) => void;
  readonly fail: (error: Error) => void;
}

export class ClientResults {
  readonly #pending = new Map<string, PendingCall>();
  #lastId = 0;

  /** @throws {HubError | ConnectionGoneError} */
  ask(connection: RoutedConnection, call: ClientCall): Promise<unknown> {
    if (call.signal?.aborted === true) {
      return Promise.reject(new HubError(SENTENCES['client-result-canceled']()));
    }
    // The prefix keeps them apart from the ids that clients give to their own streams.
    const invocationId = `s${++this.#lastId}`;
    const answer = this.#wait(invocationId, { connection, signal: call.signal });
    connection.deliver(
      SerializedMessage.of({
        type: MessageType.invocation,
        invocationId,
        target: call.target,
        arguments: call.arguments,
      }),
    );
    return answer;
  }

  /** Another connection than the one asked fails its own answer and leaves the call waiting. */
  receive(connection: RoutedConnection, { invocationId, outcome }: CompletionMessage): void {
    const call = this.#pending.get(invocationId);
    if (call === undefined) {
      return;
    }
    if (call.connectionId !== connection.connectionId) {
      throw new HubError(SENTENCES['client-result-foreign'](connection.connectionId, invocationId));
    }
    call.settle(outcome);
  }

  /** The client will not answer any more. */
  forget(connectionId: string): void {
    for (const call of this.#pending.values()) {
      if (call.connectionId === connectionId) {
        call.fail(new ConnectionGoneError(SENTENCES['client-disconnected'](connectionId)));
      }
    }
  }

  #wait(
    invocationId: string,
    { connection, signal }: { connection: RoutedConnection; signal: AbortSignal | undefined },
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        this.#pending.delete(invocationId);
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
      signal?.addEventListener('abort', cancel);
      this.#pending.set(invocationId, { connectionId: connection.connectionId, settle, fail });
    });
  }
}
