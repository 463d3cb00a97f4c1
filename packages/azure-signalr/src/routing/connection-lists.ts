/** Connections as the service knows them. Rules: docs/spec/azure-signalr.md, AZ-121 to AZ-123. */

import { decodeGroupMemberPage, ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { AckMessage, GroupMember, GroupMemberPage } from '@parley/azure-signalr-protocol';
import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { ConnectionDescription, DisconnectNotice } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import type { HubLink } from '../links/hub-link.ts';
import { wasFound } from './acknowledgement.ts';
import { encodePayloads } from './encode-payloads.ts';
import { SERVER_LANE } from './lanes.ts';
import type { RoutingSetup } from './routing-setup.ts';

/** A list of more is refused. */
const MAX_FOUND = 100_000;

export class ConnectionLists {
  readonly #setup: RoutingSetup;

  constructor(setup: RoutingSetup) {
    this.#setup = setup;
  }

  /** @throws {AzureSignalRError} `too-many-found`, and what asking throws. */
  async membersOf(groupName: string): Promise<readonly ConnectionDescription[]> {
    const { reachable } = this.#setup.links;
    const found = await Promise.all(reachable.map((link) => this.#membersOn(link, groupName)));
    return checked(found.flat()).map(({ connectionId, userId }) => ({ connectionId, userId }));
  }

  /** Ends a connection of another server: the client is told as its own server would tell it. */
  async disconnect(connectionId: string, notice: DisconnectNotice): Promise<boolean> {
    const { links, protocols } = this.#setup;
    const link = await links.findWhere({
      create: (ackId) => ({
        type: ServiceMessageType.checkConnectionExistenceWithAck,
        connectionId,
        ackId,
      }),
      lane: SERVER_LANE,
    });
    if (link === undefined) {
      return false;
    }
    const { reason, allowReconnect } = notice;
    const close = SerializedMessage.of({
      type: MessageType.close,
      ...(reason === undefined ? undefined : { error: reason }),
      ...(allowReconnect === undefined ? undefined : { allowReconnect }),
    });
    const payloads = encodePayloads(close, protocols);
    const connectionIds = [connectionId];
    link.send(
      { type: ServiceMessageType.multiConnectionData, connectionIds, payloads },
      SERVER_LANE,
    );
    link.send({ type: ServiceMessageType.closeConnection, connectionId }, SERVER_LANE);
    return true;
  }

  async #membersOn(link: HubLink, groupName: string): Promise<readonly GroupMember[]> {
    const members: GroupMember[] = [];
    let continuationToken: string | undefined;
    do {
      const page = await this.#pageOn(link, groupName, {
        top: MAX_FOUND + 1 - members.length,
        ...(continuationToken === undefined ? undefined : { continuationToken }),
      });
      members.push(...page.members);
      continuationToken = page.members.length === 0 ? undefined : page.continuationToken;
    } while (continuationToken !== undefined && members.length <= MAX_FOUND);
    return members;
  }

  async #pageOn(
    link: HubLink,
    groupName: string,
    page: { readonly top: number; readonly continuationToken?: string },
  ): Promise<GroupMemberPage> {
    const type = ServiceMessageType.groupMemberQuery;
    const ack = await link.ask((ackId) => ({ type, groupName, ackId, ...page }), SERVER_LANE);
    return wasFound(ack) ? readPage(ack) : { members: [] };
  }
}

function readPage({ payload }: AckMessage): GroupMemberPage {
  if (payload === undefined) {
    throw new AzureSignalRError('ack-failed', 'The service does not list the members of groups.');
  }
  try {
    return decodeGroupMemberPage(payload);
  } catch (error) {
    throw new AzureSignalRError('ack-failed', 'A list of the service is unreadable.', {
      cause: error,
    });
  }
}

function checked(members: readonly GroupMember[]): readonly GroupMember[] {
  if (members.length > MAX_FOUND) {
    throw new AzureSignalRError('too-many-found', `More than ${MAX_FOUND} connections fit.`);
  }
  return members;
}
