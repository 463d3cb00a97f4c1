/** Joining and leaving groups, which the service acknowledges. Rules: docs/spec/azure-signalr.md, AZ-112 to AZ-116. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { AckableMessage } from '@parley/azure-signalr-protocol';
import type { RoutedConnection } from '@parley/signalr-server';
import { wasFound } from './acknowledgement.ts';
import { checkGroupName } from './hidden-groups.ts';
import { SERVER_LANE } from './lanes.ts';
import type { OwnerQueries } from './owner-queries.ts';
import type { RoutingSetup } from './routing-setup.ts';

export interface GroupChange {
  readonly kind: 'joined' | 'left';
  readonly connectionId: string;
  readonly group: string;
}

export class GroupChanges {
  readonly #setup: RoutingSetup;
  readonly #owners: OwnerQueries;

  constructor(setup: RoutingSetup, owners: OwnerQueries) {
    this.#setup = setup;
    this.#owners = owners;
  }

  /**
   * Resolves when the service has done it; for a connection that is not there, when it says so.
   *
   * @throws {AzureSignalRError} `ack-timeout`, `ack-failed`, and what asking throws.
   * @throws {TypeError} for a group that an application cannot have.
   */
  async change(change: GroupChange): Promise<void> {
    checkGroupName(change.group);
    if (await this.#isDone(change)) {
      await this.#record(change);
    }
  }

  /** Tells the server that has the client now what it is in. The service keeps the memberships themselves. */
  async handOver(connectionId: string): Promise<void> {
    const groups = await this.#setup.local.groupsOf(connectionId);
    if (groups.length > 0) {
      this.#owners.tell(connectionId, { kind: 'handed-over', groups });
    }
  }

  /** The client has been moved, and come back before it was let go of: the service has kept its groups. */
  async succeed(former: RoutedConnection, connection: RoutedConnection): Promise<void> {
    const { local } = this.#setup;
    const { connectionId } = connection;
    const groups = await local.groupsOf(connectionId);
    await local.remove(former);
    await local.add(connection);
    await Promise.all(groups.map((group) => local.join(connectionId, group)));
  }

  async #isDone(change: GroupChange): Promise<boolean> {
    const { links } = this.#setup;
    const { connectionId } = change;
    const create = (ackId: number): AckableMessage => messageOf(change, ackId);
    const link = links.of(connectionId);
    if (link === undefined) {
      return (await links.findWhere({ create, lane: SERVER_LANE })) !== undefined;
    }
    try {
      return wasFound(await link.ask(create, { of: 'client', connectionId }));
    } catch (error) {
      if (!link.carries(connectionId)) {
        // It has ended meanwhile, and its groups with it.
        return false;
      }
      throw error;
    }
  }

  async #record({ kind, connectionId, group }: GroupChange): Promise<void> {
    const { members, local } = this.#setup;
    if (!members.has(connectionId)) {
      this.#owners.tell(connectionId, { kind, group });
    } else if (kind === 'joined') {
      await local.join(connectionId, group);
    } else {
      await local.leave(connectionId, group);
    }
  }
}

function messageOf({ kind, connectionId, group }: GroupChange, ackId: number): AckableMessage {
  const type =
    kind === 'joined' ? ServiceMessageType.joinGroupWithAck : ServiceMessageType.leaveGroupWithAck;
  return { type, connectionId, groupName: group, ackId };
}
