/** Copies of what the service knows, for whoever looks. */

import { ServerConnectionType } from '@parley/azure-signalr-protocol';
import type { ClientSession } from './clients/client-session.ts';
import type { Members } from './members/members.ts';
import type { ServerConnection } from './servers/server-connection.ts';
import type { ClientView, HubView, ServerConnectionView } from './service-view.ts';

/** Groups that servers make for themselves, as ours do to list everybody: nobody can name them. */
const OWN_GROUP_PREFIX = '\0';

const KINDS: ReadonlyMap<number, ServerConnectionView['kind']> = new Map([
  [ServerConnectionType.onDemand, 'on-demand'],
  [ServerConnectionType.weak, 'weak'],
]);

/** What a hub is made of. */
export interface HubParts {
  readonly name: string;
  readonly servers: Iterable<ServerConnection>;
  readonly clients: Iterable<ClientSession>;
  readonly members: Members;
}

export function hubView({ name, servers, clients, members }: HubParts): HubView {
  return {
    hub: name,
    serverConnections: Array.from(servers, serverConnectionView),
    clients: Array.from(clients, clientView),
    groups: Array.from(members.groupNames())
      .filter((group) => !group.startsWith(OWN_GROUP_PREFIX))
      .map((group) => ({ name: group, memberCount: members.ofGroup(group).size })),
  };
}

function serverConnectionView(server: ServerConnection): ServerConnectionView {
  return {
    id: server.connectionId,
    serverId: server.serverId,
    kind: KINDS.get(server.terms.connectionType) ?? 'default',
    isLeaving: server.rotation !== 'in',
    clientCount: server.clients.size,
  };
}

function clientView(client: ClientSession): ClientView {
  return {
    connectionId: client.connectionId,
    userId: client.admission.userId,
    protocol: client.protocol === '' ? undefined : client.protocol,
    transport: client.transport,
    serverConnectionId: client.server?.connectionId,
    connectedAt: client.connectedAt,
  };
}
