/** All the clients of a run: opens them some at a time, and adds up what they count. */

import { RECORD_BYTES } from '../record.ts';
import { LoadConnection } from './load-connection.ts';
import type { ServerKind } from './opening.ts';
import { WakefulLoop } from './wakeful-loop.ts';

/** So many are on their way at a time: the server always has one to accept, and no queue of the system fills up. */
const OPENING_AT_ONCE = 100;
/**
 * From here on the clients have several addresses, which every 127.x address of Linux is without being set up: enough
 * that ports of connections that have just ended are not searched for those that are free.
 */
const MANY_CONNECTIONS = 5_000;
const LOCAL_ADDRESSES = Array.from({ length: 30 }, (_, index) => `127.0.0.${index + 2}`);

export interface OpenRequest {
  readonly kind: ServerKind;
  readonly port: number;
  readonly count: number;
}

export class ConnectionPool {
  readonly all: LoadConnection[] = [];
  /** Turns for as long as there are connections. */
  readonly loop = new WakefulLoop();
  /** Connections that ended although nobody here ended them. */
  lost = 0;

  get openCount(): number {
    return this.all.length - this.lost;
  }

  get receivedBytes(): number {
    let bytes = 0;
    for (const { counter } of this.all) {
      bytes += counter.payloadBytes;
    }
    return bytes;
  }

  /** Of whole records and of what has come of the last ones. */
  get receivedRecords(): number {
    return this.receivedBytes / RECORD_BYTES;
  }

  /** Resolves with the seconds it took when all are open. @throws {Error} when one cannot be opened. */
  async open(request: OpenRequest): Promise<number> {
    const startedAt = performance.now();
    this.loop.start();
    await new Promise<void>((resolve, reject) => {
      let begun = 0;
      let opened = 0;
      const begin = (): void => {
        const index = begun;
        begun += 1;
        this.all.push(
          this.#connect(request, index, {
            opened: () => {
              opened += 1;
              if (begun < request.count) begin();
              else if (opened === request.count) resolve();
            },
            failed: reject,
          }),
        );
      };
      for (let i = 0; i < Math.min(OPENING_AT_ONCE, request.count); i += 1) begin();
    });
    return (performance.now() - startedAt) / 1_000;
  }

  closeAll(): void {
    this.loop.stop();
    for (const connection of this.all) {
      connection.destroy();
    }
    this.all.length = 0;
    this.lost = 0;
  }

  #connect(
    { kind, port, count }: OpenRequest,
    index: number,
    on: { readonly opened: () => void; readonly failed: (error: Error) => void },
  ): LoadConnection {
    const addresses = count >= MANY_CONNECTIONS && process.platform === 'linux';
    let isOpen = false;
    return new LoadConnection({
      kind,
      port,
      localAddress: addresses ? LOCAL_ADDRESSES[index % LOCAL_ADDRESSES.length] : undefined,
      onOpen: () => {
        isOpen = true;
        on.opened();
      },
      onWork: () => this.loop.noteWork(),
      onEnd: (error) => {
        if (isOpen) this.lost += 1;
        else on.failed(error ?? new Error('The server closed a connection that was not open yet.'));
      },
    });
  }
}
