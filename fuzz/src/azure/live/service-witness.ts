/** A client that does everything right on the service under fire: it must not notice. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@parley/signalr-server';
import type { WebSocket } from 'ws';
import { connectThroughService } from './service-socket.ts';

const PAUSE_MS = 10;

export interface ServiceWitnessOptions {
  /** Of its patience. */
  readonly clock: Clock;
  readonly onFailure: (text: string) => void;
}

export class ServiceWitness {
  readonly latenciesMs: number[] = [];
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #onFailure: (text: string) => void;
  #answered: () => void = () => undefined;
  #expected = '';
  #askedSince: number | undefined;
  #isStopping = false;
  readonly #asking: Promise<void>;

  private constructor(socket: WebSocket, { clock, onFailure }: ServiceWitnessOptions) {
    this.#socket = socket;
    this.#clock = clock;
    this.#onFailure = onFailure;
    socket.on('message', (bytes: Buffer) => this.#hear(bytes.toString()));
    socket.on('close', () => {
      if (!this.#isStopping) {
        onFailure('A witness was disconnected.');
      }
      this.#answered();
    });
    socket.send('{"protocol":"json","version":1}\u001e');
    this.#asking = this.#ask();
  }

  static async start(port: number, options: ServiceWitnessOptions): Promise<ServiceWitness> {
    const socket = await connectThroughService(port);
    if (socket === undefined) {
      throw new Error('A witness was not let in.');
    }
    return new ServiceWitness(socket, options);
  }

  /** How long the call that runs has waited for its answer. */
  get waitingMs(): number {
    return this.#askedSince === undefined ? 0 : this.#clock.now() - this.#askedSince;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#asking;
    this.#socket.terminate();
  }

  #hear(text: string): void {
    if (this.#expected !== '' && text.includes(this.#expected)) {
      this.#answered();
    } else if (text.includes('"type":3')) {
      this.#onFailure(`A witness had a wrong answer: ${text.slice(0, 200)}`);
    }
  }

  async #ask(): Promise<void> {
    for (
      let call = 1;
      !this.#isStopping && this.#socket.readyState === this.#socket.OPEN;
      call += 1
    ) {
      const answered = new Promise<void>((resolve) => {
        this.#answered = resolve;
      });
      const askedAt = performance.now();
      this.#askedSince = this.#clock.now();
      this.#expected = `"invocationId":"${call}","result":${call + 1}`;
      this.#socket.send(
        `{"type":1,"invocationId":"${call}","target":"add","arguments":[${call},1]}\u001e`,
      );
      await answered;
      this.#askedSince = undefined;
      this.latenciesMs.push(performance.now() - askedAt);
      await delay(PAUSE_MS);
    }
  }
}
