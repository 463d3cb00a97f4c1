/** The states of one server connection, what can happen to it, and what is then to be done. */

import type {
  PingMessage,
  ServiceMessage,
  ServiceProtocolError,
} from '@parley/azure-signalr-protocol';
import type { AzureSignalRError } from '../errors.ts';

/** Its address is looked up, its socket opens. */
export interface ConnectingState {
  readonly kind: 'connecting';
  readonly deadline: number;
}

/** The service has been told what the connection is for, and has yet to answer. */
export interface HandshakingState {
  readonly kind: 'handshaking';
  readonly deadline: number;
}

/** Messages go both ways. */
export interface OpenState {
  readonly kind: 'open';
  readonly lastReceivedAt: number;
  readonly lastPingAt: number;
  /** What the service has said when it stopped taking messages: from there on they go one way. */
  readonly refusal: string | undefined;
  /** When it said so. */
  readonly refusedAt?: number;
}

export interface ClosedState {
  readonly kind: 'closed';
}

export type ServerConnectionState = ConnectingState | HandshakingState | OpenState | ClosedState;

export type ServerConnectionInput =
  | { readonly kind: 'socket-opened' }
  | { readonly kind: 'bytes-received' }
  | { readonly kind: 'message-received'; readonly message: ServiceMessage }
  /** What came is no message. */
  | { readonly kind: 'input-broken'; readonly error: ServiceProtocolError }
  /** Or never opened. */
  | { readonly kind: 'socket-closed'; readonly error: AzureSignalRError }
  | { readonly kind: 'close-requested' }
  | { readonly kind: 'tick' };

export type ServerConnectionEffect =
  | { readonly kind: 'send-handshake' }
  /** Messages may be sent. */
  | { readonly kind: 'announce-open' }
  /** Messages may not be sent any more. */
  | { readonly kind: 'announce-refusal'; readonly reason: string }
  | { readonly kind: 'send-ping' }
  | { readonly kind: 'return-ping'; readonly ping: PingMessage }
  | { readonly kind: 'deliver'; readonly message: ServiceMessage }
  | { readonly kind: 'close-socket'; readonly status: number }
  /** Without an error it was we who closed it. */
  | { readonly kind: 'announce-end'; readonly error: AzureSignalRError | undefined };

export interface ServerConnectionStep {
  readonly state: ServerConnectionState;
  /** In order. */
  readonly effects: readonly ServerConnectionEffect[];
}
