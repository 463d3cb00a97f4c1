/** What a server is told of a client: that it has come, has gone, what it sends, that it is back, and where it goes on. */

import {
  type CloseConnectionMessage,
  type ConnectionDataMessage,
  type ConnectionFlowControlMessage,
  type ConnectionReconnectMessage,
  FlowControlConnectionType,
  FlowControlOperation,
  type HeaderMap,
  type OpenConnectionMessage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { ConnectionRequest } from '@parley/signalr-server/transports';
import type { ClientAdmission } from './client-admission.ts';
import { clientHeaders } from './client-headers.ts';

export interface ComingClient {
  readonly connectionId: string;
  readonly admission: ClientAdmission;
  readonly request: ConnectionRequest;
  /** Lower case. */
  readonly protocol: string;
  /** Of this instance of the service. */
  readonly instanceId: string;
  /** That has had the client until now. */
  readonly formerServerId?: string;
}

export function clientCame(client: ComingClient): OpenConnectionMessage {
  const { formerServerId } = client;
  return {
    type: ServiceMessageType.openConnection,
    connectionId: client.connectionId,
    claims: client.admission.claims,
    headers: new Map([
      ...clientHeaders(client.request),
      ['asrs-instance-id', [client.instanceId]],
      ...(client.admission.isDiagnostic ? [['asrs-is-diagnostic-client', ['true']] as const] : []),
      ...(formerServerId === undefined ? [] : [['asrs-migrate-from', [formerServerId]] as const]),
    ]),
    queryString: client.admission.queryString,
    protocol: client.protocol,
  };
}

export function clientSent(
  connectionId: string,
  payload: Uint8Array,
  isPartial = false,
): ConnectionDataMessage {
  return {
    type: ServiceMessageType.connectionData,
    connectionId,
    payload,
    ...(isPartial ? { isPartial } : {}),
  };
}

export function clientWent(
  connectionId: string,
  why: { readonly errorMessage?: string | undefined; readonly headers?: HeaderMap },
): CloseConnectionMessage {
  const { errorMessage, headers } = why;
  return {
    type: ServiceMessageType.closeConnection,
    connectionId,
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(headers === undefined ? {} : { headers }),
  };
}

export function clientResumed(connectionId: string): ConnectionReconnectMessage {
  return { type: ServiceMessageType.connectionReconnect, connectionId };
}

/** The server is to send nothing more for the client alone, and to say when it does not. */
export function clientPaused(connectionId: string): ConnectionFlowControlMessage {
  return flowControl(connectionId, FlowControlOperation.pause);
}

/** The client goes on over the server connection that is told so. */
export function clientGoesOn(connectionId: string): ConnectionFlowControlMessage {
  return flowControl(connectionId, FlowControlOperation.resume);
}

function flowControl(connectionId: string, operation: number): ConnectionFlowControlMessage {
  return {
    type: ServiceMessageType.connectionFlowControl,
    connectionId,
    connectionType: FlowControlConnectionType.client,
    operation,
  };
}
