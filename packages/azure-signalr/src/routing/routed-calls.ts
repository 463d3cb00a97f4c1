/**
 * Calls of other servers to clients of this one, whose answers go back through the service.
 *
 * The service has given the call to the client itself. Rules: docs/spec/azure-signalr.md, AZ-138 to AZ-142.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ClientInvocationMessage } from '@parley/azure-signalr-protocol';
import { MessageType } from '@parley/signalr-protocol';
import type { CompletionMessage } from '@parley/signalr-protocol';
import { HubError } from '@parley/signalr-server';
import type { RoutedConnection } from '@parley/signalr-server';
import type { HubLink } from '../links/hub-link.ts';

/** A client that never answers holds no more than these. */
const MAX_CALLS_OF_A_CLIENT = 1_000;

interface RoutedCall {
  readonly connection: RoutedConnection;
  readonly callerServerId: string;
  readonly link: HubLink;
}

export class RoutedCalls {
  readonly #calls = new Map<string, RoutedCall>();
  /** Ids of the calls of each client that has one. */
  readonly #idsOf = new Map<string, Set<string>>();

  /** @throws {AzureSignalRError} what the link throws where a refusal has to be sent. */
  register(
    connection: RoutedConnection,
    { invocationId, callerServerId }: ClientInvocationMessage,
    link: HubLink,
  ): void {
    const { connectionId } = connection;
    const ids = this.#idsOf.get(connectionId) ?? new Set();
    if (ids.size >= MAX_CALLS_OF_A_CLIENT) {
      const error = `Connection '${connectionId}' has ${MAX_CALLS_OF_A_CLIENT} calls to answer already.`;
      const outcome = { kind: 'error', error } as const;
      reply({ connection, callerServerId, link }, completion(invocationId, outcome));
      return;
    }
    ids.add(invocationId);
    this.#idsOf.set(connectionId, ids);
    this.#calls.set(invocationId, { connection, callerServerId, link });
  }

  /**
   * Sends on what a client answered; ids that nobody asked with are ignored.
   *
   * @throws {HubError} when another client was asked, which goes on being waited for.
   * @throws {AzureSignalRError} what the link throws.
   */
  receive({ connectionId }: RoutedConnection, answer: CompletionMessage): void {
    const { invocationId } = answer;
    const call = this.#calls.get(invocationId);
    if (call === undefined) {
      return;
    }
    if (call.connection.connectionId !== connectionId) {
      throw new HubError(
        `Connection ID '${connectionId}' is not valid for invocation ID '${invocationId}'.`,
      );
    }
    this.#forgetCall(connectionId, invocationId);
    reply(call, answer);
  }

  /** The client will not answer any more; the service tells those who asked. */
  forget(connectionId: string): void {
    for (const invocationId of this.#idsOf.get(connectionId) ?? []) {
      this.#calls.delete(invocationId);
    }
    this.#idsOf.delete(connectionId);
  }

  #forgetCall(connectionId: string, invocationId: string): void {
    this.#calls.delete(invocationId);
    const ids = this.#idsOf.get(connectionId);
    ids?.delete(invocationId);
    if (ids?.size === 0) {
      this.#idsOf.delete(connectionId);
    }
  }
}

function completion(
  invocationId: string,
  outcome: CompletionMessage['outcome'],
): CompletionMessage {
  return { type: MessageType.completion, invocationId, outcome };
}

/** Over the client's own server connection: the service drops what it keeps of the call with the client. */
function reply({ connection, callerServerId, link }: RoutedCall, answer: CompletionMessage): void {
  const { connectionId, protocol } = connection;
  link.send(
    {
      type: ServiceMessageType.clientCompletion,
      invocationId: answer.invocationId,
      connectionId,
      callerServerId,
      protocol: protocol.name,
      payload: protocol.encode(answer),
    },
    { of: 'client', connectionId },
  );
}
