/**
 * Calls that clients answer, here and on other servers: who was asked what, and where the answer goes.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-130 to AZ-142.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type {
  ClientCompletionMessage,
  ClientInvocationMessage,
} from '@parley/azure-signalr-protocol';
import { MessageType } from '@parley/signalr-protocol';
import type {
  CompletionMessage,
  CompletionOutcome,
  HubProtocol,
  SerializedMessage,
} from '@parley/signalr-protocol';
import { ClientResults, ConnectionGoneError, HubError } from '@parley/signalr-server';
import type { ClientCall, RoutedConnection } from '@parley/signalr-server';
import { asError } from '../errors.ts';
import type { HubLink } from '../links/hub-link.ts';
import { encodePayloads } from './encode-payloads.ts';
import type { Origin } from './lanes.ts';
import { RoutedCalls } from './routed-calls.ts';
import type { RoutingSetup } from './routing-setup.ts';

export class ClientCalls {
  readonly #setup: RoutingSetup;
  readonly #results = new ClientResults();
  readonly #routed = new RoutedCalls();

  constructor(setup: RoutingSetup) {
    this.#setup = setup;
  }

  /** Throws as `Router.invoke` does, and what sending throws. */
  async ask(connectionId: string, call: ClientCall): Promise<unknown> {
    const { members, requests, createInvocationId } = this.#setup;
    const invocationId = createInvocationId();
    const origin = { callerId: call.callerId, target: `connection:${connectionId}` };
    const member = members.get(connectionId);
    const deliver = (message: SerializedMessage): void => {
      if (member === undefined) {
        void this.#request({ invocationId, connectionId, message, origin });
      } else {
        this.#deliver(member, message, origin);
      }
    };
    // That a client elsewhere ends, the service says.
    const aborted = member?.aborted ?? new AbortController().signal;
    const asked = { connectionId, aborted, deliver };
    try {
      return await this.#results.ask(asked, call, invocationId);
    } finally {
      requests.drop(invocationId);
    }
  }

  /** Another server calls a client of this one, which the service has given the call to. */
  register(connection: RoutedConnection, message: ClientInvocationMessage, link: HubLink): void {
    this.#routed.register(connection, message, link);
  }

  /**
   * What a client of this process answered, to whomever.
   *
   * @throws {HubError} when another client was asked, which goes on being waited for.
   */
  receive(connection: RoutedConnection, answer: CompletionMessage): void {
    if (!this.#results.receive(connection, answer)) {
      this.#routed.receive(connection, answer);
    }
  }

  /** The client will not answer any more. */
  forget(connectionId: string): void {
    this.#results.forget(connectionId);
    this.#routed.forget(connectionId);
  }

  failAll(error: Error): void {
    this.#results.failAll(error);
  }

  /** As a message like any other, so that it comes after those which the same call has sent before. */
  #deliver(
    { connectionId, protocol }: RoutedConnection,
    message: SerializedMessage,
    origin: Origin,
  ): void {
    const { links, lanes } = this.#setup;
    const link = links.of(connectionId);
    if (link === undefined) {
      throw new ConnectionGoneError(`Connection '${connectionId}' disconnected.`);
    }
    const payloads = new Map([[protocol.name, message.bytesFor(protocol)]]);
    const type = ServiceMessageType.multiConnectionData;
    link.send({ type, connectionIds: [connectionId], payloads }, lanes.on(link, origin));
  }

  async #request({
    invocationId,
    connectionId,
    message,
    origin,
  }: {
    readonly invocationId: string;
    readonly connectionId: string;
    readonly message: SerializedMessage;
    readonly origin: Origin;
  }): Promise<void> {
    const { requests, lanes, protocols } = this.#setup;
    try {
      const completion = await requests.open({
        invocationId,
        connectionId,
        payloads: encodePayloads(message, protocols),
        laneOf: (link) => lanes.on(link, origin),
      });
      const outcome = readOutcome(completion, protocols);
      const type = MessageType.completion;
      this.#results.receive({ connectionId }, { type, invocationId, outcome });
    } catch (error) {
      this.#results.fail(invocationId, asError(error));
    }
  }
}

/** @throws {HubError} with ASP.NET Core's sentence, for what cannot be read. */
function readOutcome(
  { protocol: name, payload }: ClientCompletionMessage,
  protocols: readonly HubProtocol[],
): CompletionOutcome {
  const protocol = protocols.find((each) => each.name === name);
  try {
    const decoded = protocol?.decode(payload, { offset: 0, maxMessageBytes: undefined });
    if (decoded?.message?.type === MessageType.completion) {
      return decoded.message.outcome;
    }
  } catch (error) {
    throw unreadable(error);
  }
  throw unreadable();
}

function unreadable(cause?: unknown): HubError {
  return new HubError("Client result wasn't deserializable to unknown.", { cause });
}
