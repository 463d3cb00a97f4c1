/** Copies of what the service knows, for whoever looks. */

import { ServerConnectionType } from '@parley/azure-signalr-protocol';
import type { ClientSession } from './clients/client-session.ts';
import type { ServerConnection } from './servers/server-connection.ts';
import type { ClientView, ServerConnectionView } from './service-view.ts';

const KINDS: ReadonlyMap<number, ServerConnectionView['kind']> = new Map([
  [ServerConnectionType.onDemand, 'on-demand'],
  [ServerConnectionType.weak, 'weak'],
]);

export function serverConnectionView(server: ServerConnection): ServerConnectionView {
  return {
    id: server.connectionId,
    serverId: server.serverId,
    kind: KINDS.get(server.terms.connectionType) ?? 'default',
    isLeaving: server.rotation !== 'in',
    clientCount: server.clients.size,
  };
}

export function clientView(client: ClientSession): ClientView {
  return {
    connectionId: client.connectionId,
    userId: client.admission.userId,
    protocol: client.protocol === '' ? undefined : client.protocol,
    transport: client.transport,
    serverConnectionId: client.server?.connectionId,
    connectedAt: client.connectedAt,
  };
}
