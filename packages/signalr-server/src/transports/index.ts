/** The transports alone: connections of bytes, for whoever speaks another protocol over them. */

export { type Clock, systemClock, type Timer } from './clock.ts';
export type { Logger } from './logger.ts';
export type { ConnectedUser, TransportConnection, TransportName } from './transport-connection.ts';
export { createTransportEndpoint, type TransportEndpoint } from './transport-endpoint.ts';
export type { Authentication, TransportEndpointOptions } from './transport-endpoint-options.ts';
export { TransportError, type TransportErrorCode } from './transport-error.ts';
export { isAnonymous, requireClaim, requireUser, type UserPolicy } from './user-policy.ts';
