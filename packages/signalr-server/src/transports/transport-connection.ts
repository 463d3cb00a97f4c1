/**
 * One client's connection as the layers above see it: bytes in, bytes out, whatever the transport.
 *
 * A logical connection outlives its HTTP requests (long polling), so this is not a socket.
 */

import type { ReconnectHandlers } from './connections/reconnection.ts';
import type { ConnectionRequest } from './http/connection-request.ts';

/** As negotiate spells them. */
export type TransportName = 'WebSockets' | 'ServerSentEvents' | 'LongPolling';

/** Whose connection it is. */
export interface ConnectedUser {
  /** Who `users` targets mean. `undefined` is nobody in particular. */
  readonly userId: string | undefined;
  /** Whatever the application's authentication found out. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** For somebody known without an id, or unknown with one. Default: whether there is no `userId`. */
  readonly isAnonymous?: boolean;
}

/** One connection of bytes: one reader above, one transport below. */
export interface TransportConnection {
  /** Public. The secret that the client's requests carry is another one and stays below. */
  readonly connectionId: string;
  readonly transport: TransportName;
  /** What the transport can carry; ServerSentEvents is text alone. */
  readonly canCarryBinary: boolean;
  /** As its latest request or refresh has shown it; its id never changes. */
  readonly user: ConnectedUser;
  /** When the user's authentication stops being valid: epoch ms. `undefined` is never. */
  readonly expiresAt: number | undefined;
  /** The client has refreshed its authentication by a request for that alone. One handler. */
  onAuthenticationRefreshed(handler: () => void): void;
  /** The request that opened the connection. */
  readonly request: ConnectionRequest;

  /** Opcode of frames from here on. Called once, before the handshake's answer is sent. */
  useTransferFormat(format: 'Text' | 'Binary'): void;

  /**
   * Queues one whole record or message; the order is kept, and one record never spans two frames.
   * Does nothing once the connection is closed. The bytes must not change afterwards.
   */
  send(bytes: Uint8Array): void;
  /** Bytes accepted by `send` and not yet with the operating system. */
  readonly bufferedBytes: number;
  /** Whether more than so many bytes still wait when what can be written now has been. */
  lagsBehind(bytes: number): boolean;
  /** The record that a client is sent last, where it can be, when it is cut off as too slow. */
  useFarewell(bytes: Uint8Array): void;
  /** Called each time that `bufferedBytes` has fallen because the operating system took some. One handler. */
  onDrained(handler: () => void): void;

  /** Called for every chunk, split and joined as the network pleases. One handler; set before bytes flow. */
  onBytes(handler: (chunk: Uint8Array) => void): void;
  /** Stops and resumes reading from the client. */
  pause(): void;
  resume(): void;
  /** Called once. `error` is set when the connection broke rather than ended. */
  onClosed(handler: (error: Error | undefined) => void): void;

  /** Both sides have agreed that the client may come back with another socket, and nothing has ended that yet. */
  readonly canReconnect: boolean;
  /**
   * From here on a socket that breaks is no end: the connection waits for another, and what is sent meanwhile is
   * dropped. Does nothing unless `canReconnect`.
   */
  onReconnected(handlers: ReconnectHandlers): void;
  /** The end of the socket is the end of the connection again; of one that waits for another, at once. */
  disableReconnect(): void;

  /** Sends what is queued, then ends the transport in its graceful way (WebSocket code 1000, poll 204). */
  close(): void;
  /** Ends the transport now, queued bytes lost. `onClosed` gets the error. */
  abort(error?: Error): void;
}
