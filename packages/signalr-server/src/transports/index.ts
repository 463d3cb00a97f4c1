/** The transports alone: connections of bytes, for whoever speaks another protocol over them. */

export { bearerTokenOf } from './access/access-token.ts';
export type { Authentication } from './access/admission.ts';
export type {
  AuthenticationRefresh,
  AuthenticationRefreshOptions,
} from './requests/authentication-refresh.ts';
export { type Clock, systemClock, type Timer, type TimerOptions } from './clock.ts';
export type { ConnectionRequest } from './http/connection-request.ts';
export type { Logger } from './logger.ts';
export type { ReconnectHandlers } from './connections/reconnection.ts';
export { createTraffic, type Traffic } from './traffic.ts';
export type { ConnectedUser, TransportConnection, TransportName } from './transport-connection.ts';
export {
  createTransportEndpoint,
  type EndpointPath,
  type TransportEndpoint,
} from './transport-endpoint.ts';
export {
  DEFAULT_MAX_BUFFERED_BYTES,
  type NegotiateDirection,
  type NegotiateDirector,
  type TransportEndpointOptions,
} from './transport-endpoint-options.ts';
export { TransportError, type TransportErrorCode } from './transport-error.ts';
export type { NegotiateRedirect, NegotiateRefusal } from './requests/negotiation.ts';
export type { SubProtocolSelector } from './requests/sub-protocol.ts';
export { isAnonymous, requireClaim, requireUser, type UserPolicy } from './access/user-policy.ts';
