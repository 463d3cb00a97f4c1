/**
 * Questions of servers to clients, which another server may carry.
 *
 * Rules: docs/spec/azure-service.md, AS-45 to AS-49.
 */

import {
  type ClientCompletionMessage,
  type ClientInvocationMessage,
  type ErrorCompletionMessage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { Timer } from '@parley/signalr-server/transports';
import type { ClientSession } from '../clients/client-session.ts';
import { IndexOfSets } from '../members/index-of-sets.ts';
import type { ServerConnection } from '../servers/server-connection.ts';
import type { ServiceSetup } from '../service-setup.ts';

interface PendingResult {
  readonly invocationId: string;
  readonly connectionId: string;
  readonly callerServerId: string;
  /** That has asked. */
  readonly caller: ServerConnection;
  readonly timer: Timer;
}

export interface ClientResultsSetup extends ServiceSetup {
  readonly hub: string;
  /** Any open connection of that process. */
  findServer(serverId: string): ServerConnection | undefined;
  /** No question to the client is left. */
  resultsArrived(connectionId: string): void;
}

export class ClientResults {
  readonly #setup: ClientResultsSetup;
  readonly #pending = new Map<string, PendingResult>();
  /** By the id of the client that has to answer. */
  readonly #ofClients = new IndexOfSets<PendingResult>();

  constructor(setup: ClientResultsSetup) {
    this.#setup = setup;
  }

  isWaitingFor(connectionId: string): boolean {
    return this.#ofClients.get(connectionId).size > 0;
  }

  /** The client's server hears of it before the client's answer. False: the quota is used up. */
  ask(
    message: ClientInvocationMessage,
    caller: ServerConnection,
    client: ClientSession | undefined,
  ): boolean {
    const owner = client?.server;
    if (client === undefined || owner === undefined) {
      caller.wire.send(errorOf(message, 'The client is not connected.'));
      return true;
    }
    const hasPayload = message.payloads.has(client.protocol);
    if (!hasPayload && !this.#setup.settings.asksWithoutPayload) {
      caller.wire.send(errorOf(message, 'The question has nothing for the client.'));
      return true;
    }
    this.#add(message, caller);
    if (owner.serverId !== caller.serverId) {
      client.tellServer(message);
      caller.wire.send({
        type: ServiceMessageType.serviceMapping,
        invocationId: message.invocationId,
        connectionId: message.connectionId,
        instanceId: this.#setup.settings.instanceId,
      });
    }
    return !hasPayload || client.deliver(message.payloads);
  }

  /** From the server that has the client. One that has asked itself says so without a payload. */
  answer(message: ClientCompletionMessage | ErrorCompletionMessage, from: ServerConnection): void {
    const pending = this.#take(message.invocationId);
    if (pending === undefined || pending.caller.serverId === from.serverId) {
      return;
    }
    const bytes = 'payload' in message ? message.payload.length : 0;
    this.#setup.meter.count({ hub: this.#setup.hub, to: 'server', bytes });
    this.#callerOf(pending)?.wire.send(message);
  }

  clientEnded({ connectionId }: ClientSession): void {
    for (const pending of this.#ofClients.get(connectionId)) {
      this.#fail(pending, 'The client has disconnected before it answered.');
    }
  }

  /** Forgets the questions whose answer nobody is left to hear. */
  serverClosed(): void {
    for (const pending of this.#pending.values()) {
      if (this.#callerOf(pending) === undefined) {
        this.#take(pending.invocationId);
      }
    }
  }

  #add(
    { invocationId, connectionId, callerServerId }: ClientInvocationMessage,
    caller: ServerConnection,
  ): void {
    this.#take(invocationId);
    const { clock, settings } = this.#setup;
    const pending: PendingResult = {
      invocationId,
      connectionId,
      callerServerId,
      caller,
      timer: clock.startTimer(settings.clientResultTimeoutMs, () =>
        this.#fail(pending, 'The client did not answer in time.'),
      ),
    };
    this.#pending.set(invocationId, pending);
    this.#ofClients.add(connectionId, pending);
  }

  #take(invocationId: string): PendingResult | undefined {
    const pending = this.#pending.get(invocationId);
    if (pending === undefined) {
      return undefined;
    }
    const { connectionId } = pending;
    pending.timer.cancel();
    this.#pending.delete(invocationId);
    this.#ofClients.delete(connectionId, pending);
    if (!this.isWaitingFor(connectionId)) {
      this.#setup.resultsArrived(connectionId);
    }
    return pending;
  }

  #fail(pending: PendingResult, error: string): void {
    this.#take(pending.invocationId);
    this.#callerOf(pending)?.wire.send(errorOf(pending, error));
  }

  #callerOf({ caller }: PendingResult): ServerConnection | undefined {
    return caller.rotation === 'closed' ? this.#setup.findServer(caller.serverId) : caller;
  }
}

function errorOf(
  {
    invocationId,
    connectionId,
    callerServerId,
  }: Pick<PendingResult, 'invocationId' | 'connectionId' | 'callerServerId'>,
  error: string,
): ErrorCompletionMessage {
  return {
    type: ServiceMessageType.errorCompletion,
    invocationId,
    connectionId,
    callerServerId,
    error,
  };
}
