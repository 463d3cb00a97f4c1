/** What a server connection says of itself when it begins. Rules: docs/spec/azure-signalr.md, AZ-42, AZ-53, AZ-57. */

import {
  MigrationLevel,
  ServerConnectionType,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { HandshakeRequestMessage } from '@parley/azure-signalr-protocol';
import type { EndpointRole } from '../endpoints/service-endpoint.ts';

const PROTOCOL_VERSION = 1;

export interface HandshakeTerms {
  readonly role: EndpointRole;
  /** The instance of the service that wants the connection; without one it is of those that are kept open. */
  readonly target: string | undefined;
  /** Whether the service may give clients to other servers when this one leaves. */
  readonly canMigrate: boolean;
  readonly allowStatefulReconnects: boolean;
}

export function handshakeRequest(terms: HandshakeTerms): HandshakeRequestMessage {
  const { role, target, canMigrate, allowStatefulReconnects } = terms;
  const common = {
    type: ServiceMessageType.handshakeRequest,
    version: PROTOCOL_VERSION,
    migrationLevel: canMigrate ? MigrationLevel.shutdownOnly : MigrationLevel.off,
    ...(allowStatefulReconnects ? { allowStatefulReconnects } : undefined),
  };
  if (target !== undefined) {
    return { ...common, connectionType: ServerConnectionType.onDemand, target };
  }
  const { weak, default: strong } = ServerConnectionType;
  return { ...common, connectionType: role === 'secondary' ? weak : strong };
}
