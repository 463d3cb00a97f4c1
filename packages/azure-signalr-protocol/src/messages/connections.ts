/** Messages about one client connection. S> is from the app server to the service, >S the other way. */

import type { ServiceMessageType } from '../service-message-type.ts';
import type { Traced } from './traced.ts';

export interface Claim {
  readonly type: string;
  readonly value: string;
}

/** HTTP headers by their names in lower case. */
export type HeaderMap = ReadonlyMap<string, readonly string[]>;

/** >S A client has connected. */
export interface OpenConnectionMessage extends Traced {
  readonly type: typeof ServiceMessageType.openConnection;
  readonly connectionId: string;
  /** In the token's order; a type repeats when the user has several, roles for instance. */
  readonly claims: readonly Claim[];
  /** The client's, and the service's own, which begin with `asrs-`. */
  readonly headers: HeaderMap;
  /** As it came: with its question mark, or empty. */
  readonly queryString: string;
  /** The hub protocol that the client's handshake asks for. Absent from older services. */
  readonly protocol?: string;
}

/** Both ways: a client has left, or is to be sent away. */
export interface CloseConnectionMessage extends Traced {
  readonly type: typeof ServiceMessageType.closeConnection;
  readonly connectionId: string;
  readonly errorMessage?: string;
  readonly headers?: HeaderMap;
}

/** What hub message a `ConnectionDataMessage` carries. Invocations are all that a client which may come back counts. */
export const DataMessageType = {
  unknown: 0,
  handshake: 1,
  invocation: 2,
  other: 3,
  close: 4,
} as const;

/** Both ways: bytes from a client, or for one. */
export interface ConnectionDataMessage extends Traced {
  readonly type: typeof ServiceMessageType.connectionData;
  readonly connectionId: string;
  /** Of a decoded message a view: copy it to keep it. */
  readonly payload: Uint8Array;
  /** One of `DataMessageType`, or a newer number. Absent: unknown. */
  readonly dataMessageType?: number;
  /** More of the same hub message follows. */
  readonly isPartial?: boolean;
}

/** >S A client has resumed its connection, and will send again what was not acknowledged. */
export interface ConnectionReconnectMessage {
  readonly type: typeof ServiceMessageType.connectionReconnect;
  readonly connectionId: string;
}

/** Whose sending is controlled. */
export const FlowControlConnectionType = {
  client: 1,
  server: 2,
} as const;

export const FlowControlOperation = {
  /** >S Stop sending. */
  pause: 1,
  /** S> Stopped. */
  pauseAck: 2,
  /** >S Send again. */
  resume: 3,
  /** >S Send over other server connections. */
  offline: 4,
} as const;

/** Both ways: stops and starts what is sent to the service, while it moves a client. */
export interface ConnectionFlowControlMessage {
  readonly type: typeof ServiceMessageType.connectionFlowControl;
  readonly connectionId: string;
  /** One of `FlowControlConnectionType`. */
  readonly connectionType: number;
  /** One of `FlowControlOperation`. */
  readonly operation: number;
}
