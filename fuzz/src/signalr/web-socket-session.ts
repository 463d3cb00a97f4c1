/** A hostile client over a WebSocket: hub messages that are wrong, frames that are wrong, ends that are rude. */

import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { damaged } from '../damage.ts';
import { sequenceFrame } from './messages.ts';
import type { Encoding } from './messages.ts';
import { ServerRecords } from './server-records.ts';
import { PATIENCE_MS, specified, violation, within, writeScript } from './session.ts';
import type { Script, SessionEnd, SessionSetting } from './session.ts';
import {
  closeFrame,
  messageFrames,
  pingFrame,
  ServerFrameReader,
  wrongFrame,
} from './web-socket-frames.ts';

/** Wrong frames among the right ones, in those sessions that have any. */
const WRONG_SHARE = 0.12;
/** What a client in the middle of a frame waits before it gives up. */
const GIVE_UP_MS = 100;
/** RFC 6455's own, as ST-36 has them. */
const FAULTS = new Set([1002, 1007, 1009]);

/** Which of the sockets of a connection it is: the only one, or one of several in a stateful reconnect. */
export interface SocketPlace {
  readonly path: string;
  /** The handshake was another socket's. */
  readonly isResumed: boolean;
  /** The client goes without a word, to come back. */
  readonly isToBeResumed: boolean;
}

export const ONLY_SOCKET: SocketPlace = { path: '/hub', isResumed: false, isToBeResumed: false };

export async function webSocketSession(
  setting: SessionSetting,
  encoding: Encoding,
  place = ONLY_SOCKET,
): Promise<SessionEnd> {
  const session = new WebSocketSession(setting, encoding, place);
  try {
    return await session.run();
  } catch (error) {
    return violation(error instanceof Error ? error.message : String(error));
  } finally {
    session.cut();
  }
}

class WebSocketSession {
  readonly #setting: SessionSetting;
  readonly #place: SocketPlace;
  /** In a stateful reconnect: what would end it at once comes seldom. */
  readonly #isToLast: boolean;
  readonly #script: Script;
  readonly #records: ServerRecords;
  readonly #frames = new ServerFrameReader();
  readonly #socket: Socket;
  /** So that the server may find fault with what it reads. */
  #hasWrongFrames: boolean;
  readonly #closed: Promise<true>;
  #head = '';
  #isUpgraded = false;
  #isOpeningBroken = false;
  #closeCode: number | undefined;
  #failure: Error | undefined;
  #hasLeft = false;
  /** A pong has come, or nothing will. */
  #onAnswered: () => void = () => undefined;

  constructor(setting: SessionSetting, encoding: Encoding, place: SocketPlace) {
    this.#setting = setting;
    this.#place = place;
    this.#isToLast = place.isResumed || place.isToBeResumed;
    this.#script = writeScript(setting.random, encoding, { isToLast: this.#isToLast });
    this.#records = new ServerRecords(encoding, { hasHandshake: place.isResumed });
    this.#hasWrongFrames = !this.#isToLast && setting.random.chance(0.25);
    this.#socket = connect(setting.port, '127.0.0.1');
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        resolve(true);
        this.#onAnswered();
      });
    });
  }

  async run(): Promise<SessionEnd> {
    await once(this.#socket, 'connect');
    const opening = this.#open();
    if (!(await opening)) {
      return this.#refusal();
    }
    await this.#say();
    return this.#leave();
  }

  cut(): void {
    this.#socket.destroy();
  }

  async #open(): Promise<boolean> {
    const { random } = this.#setting;
    let request = Buffer.from(
      `GET ${this.#place.path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${random.bytes(16).toString('base64')}\r\n\r\n`,
    );
    if (!this.#isToLast && random.chance(0.02)) {
      // Whole again at its end, or it would only wait for more.
      request = Buffer.concat([damaged(request, random), Buffer.from('\r\n\r\n')]);
      this.#isOpeningBroken = true;
      this.#hasWrongFrames = true;
      this.#setting.onSent('request', request);
    }
    this.#socket.write(request);
    const answered = new Promise<boolean>((resolve) => {
      const look = (): void => {
        if (this.#head.includes('\r\n\r\n')) {
          this.#socket.off('data', look);
          resolve(this.#isUpgraded);
        }
      };
      this.#socket.on('data', look);
      void this.#closed.then(() => resolve(false));
    });
    return (await within(PATIENCE_MS, answered)) ?? false;
  }

  #refusal(): SessionEnd {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(this.#head)?.[1];
    if (status === undefined && this.#isOpeningBroken) {
      return specified('request never whole');
    }
    return status === undefined || status === '500'
      ? violation(`an upgrade was answered ${status ?? 'not at all'}`)
      : specified(`upgrade refused with ${status}`);
  }

  async #say(): Promise<void> {
    const { random, onSent } = this.#setting;
    const parts: Buffer[] = this.#place.isResumed
      ? [messageFrames(sequenceFrame(random, this.#script.encoding), random)]
      : [messageFrames(this.#script.handshake, random)];
    for (const { bytes, hostility } of this.#script.frames) {
      onSent(hostility, bytes);
      parts.push(messageFrames(bytes, random));
      if (this.#hasWrongFrames && random.chance(WRONG_SHARE)) {
        const wrong = wrongFrame(random);
        onSent('transport', wrong);
        parts.push(wrong);
      }
      if (random.chance(0.4)) {
        await this.#write(Buffer.concat(parts.splice(0)));
        await this.#synchronize();
        if (this.#isOver) {
          return;
        }
      }
    }
    await this.#write(Buffer.concat(parts));
    await this.#synchronize();
  }

  /** Until the server has read what was sent, so that nothing is counted that it never saw. */
  async #synchronize(): Promise<void> {
    if (this.#hasWrongFrames || this.#isOver) {
      return;
    }
    const answered = new Promise<true>((resolve) => {
      this.#onAnswered = () => resolve(true);
    });
    this.#socket.write(pingFrame(this.#setting.random));
    if ((await within(PATIENCE_MS, answered)) === undefined) {
      this.#failure ??= new Error('a ping was not answered');
    }
  }

  /** In one piece or several; then whatever the server does about it may happen. */
  async #write(bytes: Buffer): Promise<void> {
    const { random } = this.#setting;
    const cut = random.chance(0.3) ? random.below(bytes.length + 1) : bytes.length;
    this.#socket.write(bytes.subarray(0, cut));
    await nextTurn();
    if (cut < bytes.length) {
      this.#socket.write(bytes.subarray(cut));
    }
  }

  get #isOver(): boolean {
    return this.#socket.destroyed || this.#closeCode !== undefined || this.#failure !== undefined;
  }

  async #leave(): Promise<SessionEnd> {
    const { random } = this.#setting;
    const isDamaged = this.#hasWrongFrames;
    if (!this.#isOver && (this.#place.isToBeResumed || random.chance(0.35))) {
      // Rudely, in the middle of whatever the server is doing.
      this.#hasLeft = true;
      if (random.chance(0.5)) {
        this.#socket.resetAndDestroy();
      } else {
        this.#socket.destroy();
      }
    } else if (!this.#isOver) {
      this.#socket.write(closeFrame(random));
    }
    const isClosed = await within(isDamaged ? GIVE_UP_MS : PATIENCE_MS, this.#closed);
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    if (isClosed === undefined && isDamaged) {
      return specified('left in the middle of a frame');
    }
    return isClosed === undefined ? violation('a close frame was not answered') : this.#end();
  }

  #end(): SessionEnd {
    const { farewell } = this.#records;
    if (this.#hasLeft) {
      return specified('left without a word');
    }
    if (this.#closeCode === undefined) {
      return violation('the socket was cut without a close frame');
    }
    if (this.#closeCode === 1000) {
      return specified(
        farewell === undefined ? 'our close answered 1000' : `1000 after ${farewell}`,
      );
    }
    const isFault = FAULTS.has(this.#closeCode);
    return isFault && this.#hasWrongFrames
      ? specified(`closed with ${this.#closeCode}`)
      : violation(`closed with ${this.#closeCode}`);
  }

  #receive(chunk: Buffer): void {
    try {
      this.#read(chunk);
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      this.#socket.destroy();
    }
  }

  #read(chunk: Buffer): void {
    let bytes = chunk;
    if (!this.#isUpgraded) {
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end === -1 || !this.#head.startsWith('HTTP/1.1 101')) {
        return;
      }
      bytes = Buffer.from(this.#head.slice(end + 4), 'latin1');
      this.#isUpgraded = true;
    }
    for (const { opcode, payload } of this.#frames.push(bytes)) {
      if (opcode === 10) {
        this.#onAnswered();
      } else if (opcode === 8) {
        this.#closeCode = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
        this.#socket.end();
        this.#onAnswered();
      } else if (opcode < 3 && !this.#script.isHandshakeBroken) {
        this.#records.push(payload);
      }
    }
  }
}
