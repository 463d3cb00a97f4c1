/**
 * What lets a connection outlive its socket: who is told, and the format that the next socket goes on in.
 *
 * Rules: docs/spec/signalr-transports.md, ST-120 to ST-132.
 */

import type { TransferFormat } from '../carriers/web-socket-frame.ts';

/** What the layer above hears of its connection's sockets. */
export interface ReconnectHandlers {
  /** The socket broke. Until there is another, what is sent goes nowhere. */
  readonly onInterrupted: () => void;
  /**
   * There is another socket, in place of one that broke or of one that was still open. What was sent and received
   * before and not dealt with is dropped; nothing of the new socket has been handed up.
   */
  readonly onReconnected: () => void;
}

export class Reconnection {
  /** How long the connection waits for another socket. */
  readonly windowMs: number;
  /** Absent until the layer above is ready to go on with another socket. */
  handlers: ReconnectHandlers | undefined;
  format: TransferFormat | undefined;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }
}
