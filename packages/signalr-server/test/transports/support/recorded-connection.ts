/** The application above an endpoint, which keeps what it is told. */

import type { TransportConnection } from '../../../src/transports/index.ts';

/** What the layer above a connection sees of it. */
export class RecordedConnection {
  readonly transport: TransportConnection;
  /** Settles with the error, or with `undefined` for an orderly end. */
  readonly closed: Promise<Error | undefined>;
  /** How often the end was reported. */
  closedCount = 0;
  received = '';
  chunks: Buffer[] = [];
  #waiters: { readonly text: string; readonly resolve: () => void }[] = [];

  constructor(transport: TransportConnection) {
    this.transport = transport;
    transport.onBytes((chunk) => {
      this.chunks.push(Buffer.from(chunk));
      this.received += Buffer.from(chunk).toString('latin1');
      for (const waiter of this.#waiters.filter(({ text }) => this.received.endsWith(text))) {
        waiter.resolve();
      }
    });
    this.closed = new Promise((resolve) => {
      transport.onClosed((error) => {
        this.closedCount += 1;
        resolve(error);
      });
    });
  }

  send(text: string): void {
    this.transport.send(Buffer.from(text));
  }

  /** What has come so far ends with this. */
  async receivedUpTo(text: string): Promise<string> {
    if (!this.received.endsWith(text)) {
      await new Promise<void>((resolve) => this.#waiters.push({ text, resolve }));
    }
    return this.received;
  }
}
