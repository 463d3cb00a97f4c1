/** A hub connection whose every byte is written by hand, and whose every answer is recorded. */

import { messagePackRecord } from './messagepack-bytes.ts';
import { HubRecords } from './hub-records.ts';
import type { WireProtocol } from './hub-records.ts';
import type { RawWebSocket } from './raw-web-socket.ts';
import { Opcode } from './web-socket-frames.ts';

const SEPARATOR = '\u001e';
/** Longer than any answer takes; what is not answered at all costs this much. */
const PATIENCE_MS = 3_000;
const MARK = 'mark';

export interface RawHubOptions {
  readonly socket: RawWebSocket;
  readonly protocol: WireProtocol;
  readonly connectionId: string;
  readonly record: (text: string) => void;
}

export class RawHub {
  readonly connectionId: string;
  readonly socket: RawWebSocket;
  readonly #protocol: WireProtocol;
  readonly #record: (text: string) => void;
  readonly #records: HubRecords;
  readonly #waiting: string[] = [];

  constructor({ socket, protocol, connectionId, record }: RawHubOptions) {
    this.socket = socket;
    this.connectionId = connectionId;
    this.#protocol = protocol;
    this.#record = record;
    this.#records = new HubRecords(protocol);
  }

  shakeHands(version = 1): void {
    this.sendText(`{"protocol":"${this.#protocol}","version":${version}}`);
  }

  /** Records of JSON, each with its separator. */
  sendText(...records: readonly string[]): void {
    const text = records.map((record) => record + SEPARATOR).join('');
    this.socket.send(this.#protocol === 'json' ? text : Buffer.from(text));
  }

  /** Messages as they are: objects in JSON, arrays in MessagePack. */
  send(...messages: readonly object[]): void {
    if (this.#protocol === 'json') {
      this.sendText(...messages.map((message) => JSON.stringify(message)));
    } else {
      this.socket.send(Buffer.concat(messages.map(messagePackRecord)));
    }
  }

  invoke(invocationId: string, target: string, ...parameters: readonly unknown[]): void {
    this.#call(1, { invocationId, target, parameters });
  }

  stream(invocationId: string, target: string, ...parameters: readonly unknown[]): void {
    this.#call(4, { invocationId, target, parameters });
  }

  /** Records so many messages, or the end if that comes first. */
  async receive(count: number): Promise<void> {
    for (let received = 0; received < count; received += 1) {
      if ((await this.#take()) === undefined) {
        return;
      }
    }
  }

  /**
   * Records everything up to the answer of a call made now: a connection that works has answered
   * all else. Resolves with whether it does work.
   */
  async settle(): Promise<boolean> {
    this.invoke(MARK, 'EchoText', MARK);
    for (;;) {
      const text = await this.#take();
      if (text === undefined || text.includes(`"${MARK}"`)) {
        return text !== undefined;
      }
    }
  }

  /** Records everything up to the end. */
  async receiveToEnd(): Promise<void> {
    while ((await this.#take()) !== undefined) {
      // Each turn records one message.
    }
  }

  #call(
    type: 1 | 4,
    call: { invocationId: string; target: string; parameters: readonly unknown[] },
  ): void {
    const { invocationId, target, parameters } = call;
    this.send(
      this.#protocol === 'json'
        ? { type, invocationId, target, arguments: parameters }
        : [type, {}, invocationId, target, parameters, []],
    );
  }

  /** `undefined` after the end, or where nothing came for so long. */
  async #take(): Promise<string | undefined> {
    for (;;) {
      const waiting = this.#waiting.shift();
      if (waiting !== undefined) {
        this.#record(waiting);
        return waiting;
      }
      const event = await this.socket.next(PATIENCE_MS);
      if (event.kind === 'message') {
        const frame = event.isText ? 'text' : 'binary';
        this.#waiting.push(...this.#records.read(event.data).map((text) => `${frame} ${text}`));
      } else {
        this.#recordEnd(event);
        return undefined;
      }
    }
  }

  #recordEnd(event: Exclude<Awaited<ReturnType<RawWebSocket['next']>>, { kind: 'message' }>): void {
    if (event.kind === 'close') {
      this.#record(`close ${event.code} ${JSON.stringify(event.reason)}`);
      this.socket.sendFrame(Opcode.close, Buffer.from([0x03, 0xe8]));
      return;
    }
    this.#record(event.kind === 'end' ? 'the socket ended' : 'nothing came');
  }
}
