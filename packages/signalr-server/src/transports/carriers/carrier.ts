/** What moves one connection's bytes: a WebSocket, an event stream with POSTs, or a row of polls with POSTs. */

import type { TransportName } from '../transport-connection.ts';
import type { RecordQueue } from './record-queue.ts';
import type { TransferFormat } from './web-socket-frame.ts';

/** Where a carrier reports to. */
export interface CarrierSink {
  received(chunk: Uint8Array): void;
  /** Nothing comes or goes any more. `error` is set when the carrier broke rather than ended. */
  ended(error: Error | undefined): void;
  /** What waits can be written now: for a carrier that cannot write at any time. */
  writable(): void;
  /** `bufferedBytes` has fallen. */
  drained(): void;
}

/** The one thing below a connection that knows a socket or a response. */
export interface Carrier {
  readonly transport: TransportName;
  readonly canCarryBinary: boolean;
  /** Bytes taken from the queue and not yet with the operating system. */
  readonly bufferedBytes: number;
  /** Called once, after the application has set its handlers; bytes flow from here on. */
  open(sink: CarrierSink): void;
  useTransferFormat(format: TransferFormat): void;
  /** Takes from the queue what it can write now, which may be nothing. */
  write(queue: RecordQueue): void;
  pause(): void;
  resume(): void;
  /** Ends gracefully once everything in the queue has been written; reports `ended`. */
  close(): void;
  /** Ends now. Reports nothing. */
  abort(): void;
}
