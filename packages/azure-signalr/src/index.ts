/** Azure SignalR Service for a SignalR server: `createSignalRServer({ service: createAzureSignalR(..) })`. */

export type {
  AzureSignalR,
  AzureSignalRSettings,
  AzureSignalRState,
  ClientNegotiation,
  EndpointSettings,
  EndpointStatus,
} from './azure-signalr.ts';
export { clientOriginsOf } from './client-origins.ts';
export { azureSignalRFrom, createAzureSignalR } from './create-azure-signalr.ts';
export type { EntraCredential, EntraToken } from './endpoints/entra-credential.ts';
export type { EndpointRole } from './endpoints/service-endpoint.ts';
export type { EndpointLoad } from './links/hub-link.ts';
export { AzureSignalRError } from './errors.ts';
export type { AzureSignalRErrorCode } from './errors.ts';
