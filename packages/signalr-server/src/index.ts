/** What an application uses: the server, the hub it writes, and the seams around them. */

export type {
  ClientService,
  ClientServiceFactory,
  ClientServiceSetup,
  ServiceOption,
} from './client-service.ts';
export type { HubOptions } from './hub-options.ts';
export { BindingError, ClientTimeoutError, ConnectionGoneError, HubError } from './hubs/errors.ts';
export type { AnyHubContract, HubFilter, HubInvocation } from './hubs/definition/hub-filter.ts';
export type {
  ClientCallOptions,
  ClientProxy,
  ConnectionDescription,
  ConnectionFilter,
  ContractOf,
  DisconnectNotice,
  Hub,
  HubCall,
  HubCallerClients,
  HubClients,
  HubConnectionContext,
  HubConnections,
  HubGroups,
  HubHandle,
  HubMethodOptions,
  SingleClientProxy,
} from './hubs/definition/hub.ts';
export { ClientResults } from './hubs/routing/client-results.ts';
export type { AskedConnection } from './hubs/routing/client-results.ts';
export type { HubMetrics } from './hubs/hub-metrics.ts';
export { LocalRouter } from './hubs/routing/local-router.ts';
export type { MethodAttempt, MethodPolicy } from './hubs/definition/method-policy.ts';
export type {
  Audience,
  ClientCall,
  ConnectionQuery,
  RoutedConnection,
  Router,
  RouterFactory,
  RouterSetup,
} from './hubs/routing/router.ts';
export type {
  CoalesceForSlowClients,
  DisconnectSlowClients,
  HubEvent,
  MissedEvents,
  SlowClientPolicy,
} from './hubs/definition/slow-clients.ts';
export { createSignalRServer } from './signalr-server.ts';
export type { SignalRServer, SignalRServerOptions } from './signalr-server.ts';
export {
  bearerTokenOf,
  isAnonymous,
  requireClaim,
  requireUser,
  TransportError,
} from './transports/index.ts';
export type {
  Authentication,
  AuthenticationRefresh,
  AuthenticationRefreshOptions,
  Clock,
  ConnectedUser,
  ConnectionRequest,
  Logger,
  NegotiateDirection,
  NegotiateDirector,
  NegotiateRedirect,
  NegotiateRefusal,
  ReconnectHandlers,
  SubProtocolSelector,
  Timer,
  TimerOptions,
  Traffic,
  TransportConnection,
  TransportErrorCode,
  TransportName,
  UserPolicy,
} from './transports/index.ts';
