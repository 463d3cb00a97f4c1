/** One client of the load: a bare TCP socket that opens a WebSocket, and from then on counts what comes. */

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { FrameCounter } from './frame-counter.ts';
import { FIRST_LINES, nextLine, upgradeAnswerLength, upgradeRequest } from './opening.ts';
import type { NextLine, ServerKind } from './opening.ts';

/** One for all connections: what is read is looked at before the next read. Larger than what a read can bring. */
const READ_BUFFER = Buffer.allocUnsafeSlow(1024 * 1024);

export interface LoadConnectionOptions {
  readonly kind: ServerKind;
  readonly port: number;
  /** Where ports of one address would not do. */
  readonly localAddress: string | undefined;
  readonly onOpen: () => void;
  /** Something came. */
  readonly onWork: () => void;
  /** Before it is open, or at any time after. */
  readonly onEnd: (error: Error | undefined) => void;
}

type Phase = 'upgrading' | 'handshaking' | 'open' | 'ended';

export class LoadConnection {
  readonly counter = new FrameCounter();
  /** Reads from the socket since it is open. */
  reads = 0;
  /** Called before what was read is looked at, and after. */
  beforeRead: (() => void) | undefined;
  onRead: (() => void) | undefined;
  readonly #options: LoadConnectionOptions;
  readonly #socket: Socket;
  #phase: Phase = 'upgrading';
  #answer = Buffer.alloc(0);
  #payload = '';
  #hasSaidAll = false;

  constructor(options: LoadConnectionOptions) {
    this.#options = options;
    const { port, localAddress } = options;
    const onread = {
      buffer: READ_BUFFER,
      callback: (length: number) => this.#read(length),
    };
    const address = localAddress === undefined ? {} : { localAddress };
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true, onread, ...address });
    this.#socket.on('connect', () => this.#socket.write(upgradeRequest(options.kind, port)));
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(undefined));
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  write(frame: Buffer): void {
    this.#socket.write(frame);
  }

  /** Reads no more: what comes stays with the system, and then with the server. */
  stopReading(): void {
    this.#socket.pause();
  }

  destroy(): void {
    this.#phase = 'ended';
    this.#socket.destroy();
  }

  /** Whether to read on. */
  #read(length: number): boolean {
    this.#options.onWork();
    switch (this.#phase) {
      case 'open':
        this.reads += 1;
        this.beforeRead?.();
        this.counter.push(READ_BUFFER, length);
        this.onRead?.();
        break;
      case 'upgrading':
        this.#guarded(() => this.#readUpgradeAnswer(length));
        break;
      case 'handshaking':
        this.#guarded(() => this.#readHandshake(READ_BUFFER, length));
        break;
      case 'ended':
    }
    return true;
  }

  #readUpgradeAnswer(length: number): void {
    this.#answer = Buffer.concat([this.#answer, READ_BUFFER.subarray(0, length)]);
    const answerLength = upgradeAnswerLength(this.#answer);
    if (answerLength === undefined) {
      return;
    }
    const rest = Buffer.from(this.#answer.subarray(answerLength));
    this.#answer = Buffer.alloc(0);
    this.#phase = 'handshaking';
    this.#say(FIRST_LINES[this.#options.kind]);
    if (rest.length > 0) {
      this.#readHandshake(rest, rest.length);
    }
  }

  #readHandshake(buffer: Buffer, length: number): void {
    const take = (piece: Uint8Array, from: number, to: number): void => {
      this.#payload += Buffer.from(piece.subarray(from, to)).toString('latin1');
    };
    this.counter.sink = { take };
    this.counter.push(buffer, length);
    this.counter.sink = undefined;
    const line = nextLine(this.#options.kind, this.#payload, this.#hasSaidAll);
    this.#hasSaidAll ||= line !== undefined;
    this.#say(line);
  }

  #say(line: NextLine): void {
    if (line === 'open') {
      this.#phase = 'open';
      this.#payload = '';
      this.counter.payloadBytes = 0;
      this.counter.frames = 0;
      this.#options.onOpen();
    } else if (line !== undefined) {
      this.#socket.write(line);
    }
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error('It failed.', { cause: error }));
    }
  }

  #end(error: Error | undefined): void {
    if (this.#phase !== 'ended') {
      this.#phase = 'ended';
      this.#socket.destroy();
      this.#options.onEnd(error);
    }
  }
}
