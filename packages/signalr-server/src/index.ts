export type {
  ClientProxy,
  Hub,
  HubCall,
  HubCallerClients,
  HubClients,
  HubConnectionContext,
  HubGroups,
  HubHandle,
  HubMethodOptions,
} from './hubs/hub.ts';
export type { Authentication, HubOptions, Logger, SignalRServer } from './signalr-server.ts';
export type { ConnectedUser, TransportName } from './transports/transport-connection.ts';
