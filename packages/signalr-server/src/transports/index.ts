export type { ConnectedUser, TransportConnection, TransportName } from './transport-connection.ts';
