/** The states of a hub connection's life, what can happen to it, and what is then to be done. */

import type { DisconnectNotice } from '../definition/hub.ts';
import type { HubMessage } from '@parley/signalr-protocol';

/** The timeouts of one transport's connections, in milliseconds. */
export interface LifeSettings {
  readonly handshakeTimeoutMs: number;
  readonly keepAliveIntervalMs: number;
  readonly clientTimeoutMs: number;
  /** False where the transport keeps itself alive: long polling. */
  readonly sendsPings: boolean;
}

/**
 * What the read loop does. `connecting`: `onConnected` runs and nothing is read. `dispatching`: a
 * message asked for the next one to wait.
 */
export type Activity = 'connecting' | 'reading' | 'dispatching';

/** The client has yet to say what it speaks. */
export interface HandshakingState {
  readonly kind: 'handshaking';
  readonly settings: LifeSettings;
  readonly deadline: number;
}

/** The handshake is done: messages go both ways. */
export interface OpenState {
  readonly kind: 'open';
  readonly settings: LifeSettings;
  readonly activity: Activity;
  /** When a ping was last due, whether it was sent or skipped. */
  readonly lastPingAt: number;
  /** When the last message arrived, or when reading went on after it. */
  readonly lastReceivedAt: number;
  /** Clients that never ping are never timed out: the first versions did not. */
  readonly isPingingClient: boolean;
  /** The socket broke, and the client may come back with another. */
  readonly isInterrupted: boolean;
  /** A shutdown waits for the message being dispatched. */
  readonly isShuttingDown: boolean;
}

/** The client has been told; the hub has yet to finish. */
export interface ClosingState {
  readonly kind: 'closing';
  readonly waitingFor: 'connected' | 'dispatched' | 'disconnected';
  readonly error: Error | undefined;
}

/** Nothing happens any more. */
export interface ClosedState {
  readonly kind: 'closed';
}

/** Where a connection is in its life. */
export type ConnectionState = HandshakingState | OpenState | ClosingState | ClosedState;

/** Everything that can happen to a connection. */
export type ConnectionInput =
  | { readonly kind: 'handshake-accepted' }
  /** `text` is what the client reads. */
  | { readonly kind: 'handshake-refused'; readonly text: string }
  /** `onConnected` has run. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'connecting-failed'; readonly error: Error }
  | { readonly kind: 'message-received'; readonly message: HubMessage }
  /** The next message may be read. */
  | { readonly kind: 'dispatched' }
  /** What the client sent is no message. */
  | { readonly kind: 'input-broken'; readonly error: Error }
  /** A message for the client cannot be written in its protocol. */
  | { readonly kind: 'output-broken'; readonly error: Error }
  | { readonly kind: 'transport-closed' }
  | { readonly kind: 'transport-interrupted' }
  /** The client has come back with another socket. */
  | { readonly kind: 'transport-replaced' }
  /** The transport is closed and everything that came before that has been dispatched. */
  | { readonly kind: 'input-ended'; readonly error: Error | undefined }
  /** The application ends it, from within a call or from outside the hub. */
  | { readonly kind: 'disconnect-requested'; readonly notice: DisconnectNotice }
  | { readonly kind: 'shutdown-requested' }
  | { readonly kind: 'tick'; readonly isWriting: boolean }
  /** `onDisconnected` has run. */
  | { readonly kind: 'disconnected' };

/** What `HubConnection` is to do, in the order given. */
export type ConnectionEffect =
  | { readonly kind: 'answer-handshake'; readonly error: string | undefined }
  | { readonly kind: 'run-connected' }
  | { readonly kind: 'dispatch'; readonly message: HubMessage }
  | { readonly kind: 'send-ping' }
  | {
      readonly kind: 'send-close';
      readonly error: Error | undefined;
      /** In the application's own words, in place of the error's. */
      readonly reason?: string;
      readonly allowReconnect: boolean;
    }
  | { readonly kind: 'close-transport' }
  /** What the old socket left behind is dropped, and the messages go on from where both sides are. */
  | { readonly kind: 'resume-exchange' }
  | { readonly kind: 'run-reconnected' }
  /** Streams end, signals abort. */
  | { readonly kind: 'cancel-calls' }
  | { readonly kind: 'run-disconnected'; readonly error: Error | undefined }
  /** Nothing of the connection is left: forget it. */
  | { readonly kind: 'release' };

/** What an input makes of a connection. */
export interface Step {
  readonly state: ConnectionState;
  /** In order. */
  readonly effects: readonly ConnectionEffect[];
}
