/** A client that does everything right on the server under fire: it must not notice. */

import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@parley/signalr-server';
import { Random } from '../random.ts';
import { messageFrames, ServerFrameReader } from './web-socket-frames.ts';

const PAUSE_MS = 10;
/** A client's keep-alive. */
const PING_EVERY = 50;

export interface WitnessReport {
  /** Milliseconds from a call to its answer. */
  readonly latenciesMs: readonly number[];
  readonly failure: string | undefined;
}

export interface WitnessOptions {
  /** Of its patience. */
  readonly clock: Clock;
  /** Called once. */
  readonly onFailure: (text: string) => void;
}

export class Witness {
  readonly #random = new Random(1);
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #latenciesMs: number[] = [];
  #waiting:
    { readonly id: string; readonly since: number; readonly resolve: () => void } | undefined;
  #failure: string | undefined;
  #isStopping = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(socket: Socket, clock: Clock) {
    this.#clock = clock;
    this.#socket = socket;
  }

  /** Connected, and asking from now on. */
  static async start(port: number, { clock, onFailure }: WitnessOptions): Promise<Witness> {
    const socket = connect(port, '127.0.0.1');
    const witness = new Witness(socket, clock);
    await once(socket, 'connect');
    socket.write(
      'GET /hub HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(socket, 'data');
    witness.#listen((text) => {
      witness.#failure ??= text;
      onFailure(text);
    });
    witness.#send('{"protocol":"json","version":1}');
    witness.#running = witness.#ask();
    return witness;
  }

  /** How long the call that runs has waited for its answer. */
  get waitingMs(): number {
    return this.#waiting === undefined ? 0 : this.#clock.now() - this.#waiting.since;
  }

  async stop(): Promise<WitnessReport> {
    this.#isStopping = true;
    await this.#running;
    this.#socket.destroy();
    return { latenciesMs: this.#latenciesMs, failure: this.#failure };
  }

  #listen(onFailure: (text: string) => void): void {
    const frames = new ServerFrameReader();
    this.#socket.on('data', (chunk) => {
      for (const { opcode, payload } of frames.push(chunk)) {
        if (opcode === 1) {
          this.#hear(payload.toString());
        }
      }
    });
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      if (!this.#isStopping) {
        onFailure('The witness was disconnected.');
      }
      this.#waiting?.resolve();
    });
  }

  #hear(text: string): void {
    for (const record of text.split('\u001e')) {
      if (this.#waiting !== undefined && record.includes(`"invocationId":"${this.#waiting.id}"`)) {
        this.#waiting.resolve();
      }
    }
  }

  async #ask(): Promise<void> {
    for (let call = 1; !this.#isStopping && !this.#socket.destroyed; call += 1) {
      const id = `w${call}`;
      const startedAt = performance.now();
      const answered = new Promise<void>((resolve) => {
        this.#waiting = { id, since: this.#clock.now(), resolve };
      });
      this.#send(`{"type":1,"invocationId":"${id}","target":"add","arguments":[${call},1]}`);
      await answered;
      this.#waiting = undefined;
      this.#latenciesMs.push(performance.now() - startedAt);
      if (call % PING_EVERY === 0) {
        this.#send('{"type":6}');
      }
      await delay(PAUSE_MS);
    }
  }

  #send(record: string): void {
    this.#socket.write(messageFrames(Buffer.from(`${record}\u001e`), this.#random));
  }
}
