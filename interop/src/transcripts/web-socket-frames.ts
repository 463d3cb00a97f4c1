/** WebSocket frames as bytes, both ways, without any library: what is recorded is what was sent. */

import { randomBytes } from 'node:crypto';

export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A whole message, however many frames it came in. */
export type SocketEvent =
  | { readonly kind: 'message'; readonly isText: boolean; readonly data: Buffer }
  | { readonly kind: 'close'; readonly code: number | undefined; readonly reason: string };

interface Frame {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly length: number;
}

/** Reads one direction of a WebSocket. Its pings and pongs are left out. */
export class FrameReader {
  #buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #isText = false;

  read(chunk: Buffer): readonly SocketEvent[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const events: SocketEvent[] = [];
    for (let frame = frameIn(this.#buffer); frame !== undefined; frame = frameIn(this.#buffer)) {
      this.#buffer = this.#buffer.subarray(frame.length);
      const event = this.#take(frame);
      if (event !== undefined) {
        events.push(event);
      }
    }
    return events;
  }

  #take({ opcode, payload, isFinal }: Frame): SocketEvent | undefined {
    if (opcode === Opcode.close) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
      return { kind: 'close', code, reason: payload.subarray(2).toString() };
    }
    if (opcode === Opcode.ping || opcode === Opcode.pong) {
      return undefined;
    }
    if (opcode !== Opcode.continuation) {
      this.#isText = opcode === Opcode.text;
    }
    this.#parts.push(payload);
    if (!isFinal) {
      return undefined;
    }
    const data = Buffer.concat(this.#parts);
    this.#parts = [];
    return { kind: 'message', isText: this.#isText, data };
  }
}

/** A masked frame, as a client sends it. */
export function clientFrame(opcode: number, payload: Uint8Array, isFinal = true): Buffer {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  const first = (isFinal ? 0x80 : 0) | opcode;
  return Buffer.concat([lengthHeader(first, payload.length), mask, masked]);
}

function lengthHeader(first: number, length: number): Buffer {
  if (length < 126) {
    return Buffer.from([first, 0x80 | length]);
  }
  if (length < 65_536) {
    return Buffer.from([first, 0x80 | 126, length >> 8, length & 0xff]);
  }
  const header = Buffer.alloc(10);
  header[0] = first;
  header[1] = 0x80 | 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

function frameIn(buffer: Buffer): Frame | undefined {
  const [first, second] = buffer;
  if (first === undefined || second === undefined) {
    return undefined;
  }
  const size = sizeIn(buffer, second & 0x7f);
  if (size === undefined) {
    return undefined;
  }
  const isMasked = (second & 0x80) !== 0;
  const start = size.headerBytes + (isMasked ? 4 : 0);
  if (buffer.length < start + size.payloadBytes) {
    return undefined;
  }
  const payload = Buffer.from(buffer.subarray(start, start + size.payloadBytes));
  if (isMasked) {
    const mask = buffer.subarray(size.headerBytes, start);
    payload.forEach((byte, index) => {
      payload[index] = byte ^ (mask[index % 4] ?? 0);
    });
  }
  return {
    isFinal: (first & 0x80) !== 0,
    opcode: first & 0x0f,
    payload,
    length: start + size.payloadBytes,
  };
}

function sizeIn(
  buffer: Buffer,
  short: number,
): { readonly headerBytes: number; readonly payloadBytes: number } | undefined {
  if (short < 126) {
    return { headerBytes: 2, payloadBytes: short };
  }
  const headerBytes = short === 126 ? 4 : 10;
  if (buffer.length < headerBytes) {
    return undefined;
  }
  const payloadBytes = short === 126 ? buffer.readUInt16BE(2) : Number(buffer.readBigUInt64BE(2));
  return { headerBytes, payloadBytes };
}
