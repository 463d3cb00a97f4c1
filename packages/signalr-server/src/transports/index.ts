export type { Clock, Timer } from './clock.ts';
export { systemClock } from './clock.ts';
export type { ConnectedUser, TransportConnection, TransportName } from './transport-connection.ts';
export { createTransportEndpoint, type TransportEndpoint } from './transport-endpoint.ts';
export type {
  RequestAuthentication,
  TransportEndpointOptions,
  TransportLogger,
} from './transport-endpoint-options.ts';
export { TransportError, type TransportErrorCode } from './transport-error.ts';
