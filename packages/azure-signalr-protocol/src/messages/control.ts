/** Messages about the server connection itself. S> is from the app server to the service, >S the other way. */

import type { ServiceMessageType } from '../service-message-type.ts';

/** What a server connection is for. */
export const ServerConnectionType = {
  /** Carries clients, and is always accepted. */
  default: 0,
  /** Carries clients, was asked for by a `target` ping, and may be refused. */
  onDemand: 1,
  /** Sends, and is never given clients. */
  weak: 2,
} as const;

/** When the service may give a client to another server. */
export const MigrationLevel = {
  off: 0,
  shutdownOnly: 1,
  any: 2,
} as const;

/** S> The first message of a server connection. */
export interface HandshakeRequestMessage {
  readonly type: typeof ServiceMessageType.handshakeRequest;
  /** 1. */
  readonly version: number;
  /** One of `ServerConnectionType`. */
  readonly connectionType: number;
  /** The service instance that asked; of on-demand connections alone. */
  readonly target?: string;
  /** One of `MigrationLevel`. */
  readonly migrationLevel: number;
  /** Written only when true: older services know six items and no seventh. */
  readonly allowStatefulReconnects?: boolean;
}

/** >S The answer to the handshake. */
export interface HandshakeResponseMessage {
  readonly type: typeof ServiceMessageType.handshakeResponse;
  /** Absent: accepted. */
  readonly errorMessage?: string;
  /** The service's own name for this server connection. */
  readonly connectionId?: string;
}

/** Both ways: a sign of life that may carry news. */
export interface PingMessage {
  readonly type: typeof ServiceMessageType.ping;
  /** Key, value, key, value; empty in a mere sign of life. */
  readonly values: readonly string[];
}

/** >S The service takes no more messages on this connection. */
export interface ServiceErrorMessage {
  readonly type: typeof ServiceMessageType.serviceError;
  readonly errorMessage: string;
}

export const ServiceEventObjectType = {
  serviceInstance: 0,
  connection: 1,
  user: 2,
  group: 3,
  serverConnection: 4,
} as const;

export const ServiceEventKind = {
  reloading: 0,
  invalid: 1,
  notExisted: 2,
  bufferFull: 3,
} as const;

/** >S A warning about something by its id. */
export interface ServiceEventMessage {
  readonly type: typeof ServiceMessageType.serviceEvent;
  /** One of `ServiceEventObjectType`. */
  readonly objectType: number;
  readonly id?: string;
  /** One of `ServiceEventKind`. */
  readonly kind: number;
  readonly message?: string;
}

/** S> Asks for the key that signs client tokens, for servers that authenticate with Microsoft Entra. */
export interface AccessKeyRequestMessage {
  readonly type: typeof ServiceMessageType.accessKeyRequest;
  /** An Entra token: never to be logged. */
  readonly token?: string;
  readonly kid?: string;
}

/** >S That key, or why there is none. */
export interface AccessKeyResponseMessage {
  readonly type: typeof ServiceMessageType.accessKeyResponse;
  readonly kid?: string;
  /** Never to be logged. */
  readonly accessKey?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
}
