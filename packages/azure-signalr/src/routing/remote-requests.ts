/**
 * What this server asks about clients of others, through the service: messages 34 to 37, each request settled once.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-132 to AZ-135.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type {
  ClientCompletionMessage,
  ErrorCompletionMessage,
  PayloadMap,
  ServiceMappingMessage,
} from '@parley/azure-signalr-protocol';
import { ConnectionGoneError } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import type { HubLink, Lane } from '../links/hub-link.ts';
import type { LinkSet } from './link-set.ts';

export interface RemoteRequest {
  readonly invocationId: string;
  readonly connectionId: string;
  /** For the client; what no client can read goes no further than to its server. */
  readonly payloads: PayloadMap;
  readonly laneOf: (link: HubLink) => Lane;
}

interface PendingRequest {
  readonly connectionId: string;
  /** Those that have not said that they do not have the client. */
  readonly waitingFor: Set<HubLink>;
  /** Which instance behind which link has the client, once the service has said so. */
  place: { readonly link: HubLink; readonly instanceId: string } | undefined;
  readonly resolve: (completion: ClientCompletionMessage) => void;
  readonly reject: (error: Error) => void;
}

export interface RemoteRequestsOptions {
  readonly links: LinkSet;
  /** Of this server, as the service knows it. */
  readonly serverId: string;
}

export class RemoteRequests {
  readonly #links: LinkSet;
  readonly #serverId: string;
  readonly #pending = new Map<string, PendingRequest>();

  constructor({ links, serverId }: RemoteRequestsOptions) {
    this.#links = links;
    this.#serverId = serverId;
  }

  /**
   * @throws {ConnectionGoneError} nobody has the client, or it has ended.
   * @throws {AzureSignalRError} `service-unavailable` and the others of `HubLink.send`.
   */
  open({
    invocationId,
    connectionId,
    payloads,
    laneOf,
  }: RemoteRequest): Promise<ClientCompletionMessage> {
    return new Promise((resolve, reject) => {
      const type = ServiceMessageType.clientInvocation;
      const callerServerId = this.#serverId;
      const message = { type, invocationId, connectionId, callerServerId, payloads } as const;
      const reached = this.#links.each((link) => link.send(message, laneOf(link)));
      const waitingFor = new Set(reached);
      this.#pending.set(invocationId, {
        connectionId,
        waitingFor,
        place: undefined,
        resolve,
        reject,
      });
    });
  }

  /** Nobody waits for it any more. Does nothing for what has been settled. */
  drop(invocationId: string): void {
    this.#pending.delete(invocationId);
  }

  /** Whether it was waited for. */
  receiveCompletion(completion: ClientCompletionMessage): boolean {
    const request = this.#take(completion.invocationId);
    request?.resolve(completion);
    return request !== undefined;
  }

  receiveError({ invocationId, error }: ErrorCompletionMessage, link: HubLink): void {
    const request = this.#pending.get(invocationId);
    if (request?.place?.link === link) {
      this.fail(invocationId, disconnected(request.connectionId, error));
    } else if (request !== undefined) {
      request.waitingFor.delete(link);
      this.#failIfNobodyIsLeft(invocationId, unknownConnection(request.connectionId, error));
    }
  }

  receiveMapping({ invocationId, instanceId }: ServiceMappingMessage, link: HubLink): void {
    const request = this.#pending.get(invocationId);
    if (request !== undefined) {
      request.place = { link, instanceId };
    }
  }

  /** An empty id is every instance. */
  instanceGone(instanceId: string, link: HubLink): void {
    for (const [invocationId, { connectionId, place }] of this.#pending) {
      const isThere =
        place?.link === link && (instanceId === '' || place.instanceId === instanceId);
      if (isThere) {
        this.fail(invocationId, disconnected(connectionId));
      }
    }
  }

  lost(link: HubLink): void {
    for (const [invocationId, { waitingFor, place }] of this.#pending) {
      waitingFor.delete(link);
      if (place?.link === link) {
        waitingFor.clear();
      }
      this.#failIfNobodyIsLeft(invocationId, unanswered());
    }
  }

  /** Does nothing for what has been settled. */
  fail(invocationId: string, error: Error): void {
    this.#take(invocationId)?.reject(error);
  }

  failAll(error: Error): void {
    for (const invocationId of this.#pending.keys()) {
      this.fail(invocationId, error);
    }
  }

  #failIfNobodyIsLeft(invocationId: string, error: Error): void {
    if (this.#pending.get(invocationId)?.waitingFor.size === 0) {
      this.fail(invocationId, error);
    }
  }

  #take(invocationId: string): PendingRequest | undefined {
    const request = this.#pending.get(invocationId);
    this.#pending.delete(invocationId);
    return request;
  }
}

/** The sentences are ASP.NET Core's; what the service says is the cause. */
function unknownConnection(connectionId: string, reason: string): ConnectionGoneError {
  const text = `Connection '${connectionId}' does not exist.`;
  return new ConnectionGoneError(text, { cause: reason });
}

function disconnected(connectionId: string, reason?: string): ConnectionGoneError {
  const text = `Connection '${connectionId}' disconnected.`;
  return new ConnectionGoneError(text, { cause: reason });
}

function unanswered(): AzureSignalRError {
  const text = 'The connections to the service broke before it had answered.';
  return new AzureSignalRError('service-unavailable', text);
}
