/** WebSocket frames of a client, right and wrong, and what comes back. */

import { damaged } from '../damage.ts';
import type { Random } from '../random.ts';

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface FrameParts {
  readonly first: number;
  readonly payload: Buffer;
  readonly random: Random;
}

/** Masked; the length of data in any form that holds it, as their reader does not demand the shortest. */
function frame({ first, payload, random }: FrameParts): Buffer {
  const isShort = payload.length < 126 && ((first & 0x08) !== 0 || random.chance(0.95));
  const form = isShort ? 0 : payload.length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + form);
  header[0] = first;
  header[1] = 0x80 | (form === 0 ? payload.length : form === 2 ? 126 : 127);
  if (form > 0) {
    header.writeUIntBE(payload.length, header.length - Math.min(form, 6), Math.min(form, 6));
  }
  const mask = random.bytes(4);
  const masked = Buffer.from(payload);
  for (let index = 0; index < masked.length; index += 1) {
    masked[index] = (masked[index] ?? 0) ^ (mask[index & 3] ?? 0);
  }
  return Buffer.concat([header, mask, masked]);
}

/** One message, whole or in fragments with control frames between them. */
export function messageFrames(payload: Buffer, random: Random): Buffer {
  const opcode = random.pick([OPCODE.text, OPCODE.binary]);
  if (random.chance(0.85)) {
    return frame({ first: 0x80 | opcode, payload, random });
  }
  const cut = random.below(payload.length + 1);
  return Buffer.concat([
    frame({ first: opcode, payload: payload.subarray(0, cut), random }),
    ...(random.chance(0.5) ? [pingFrame(random)] : []),
    frame({ first: 0x80, payload: payload.subarray(cut), random }),
  ]);
}

export function pingFrame(random: Random): Buffer {
  return frame({ first: 0x80 | OPCODE.ping, payload: random.bytes(random.below(126)), random });
}

export function closeFrame(random: Random): Buffer {
  const code = random.pick([1000, 1001, 3000, 4999]);
  const reason = Buffer.from(random.pick(['', 'bye', 'grüß']));
  const payload = random.chance(0.3)
    ? Buffer.alloc(0)
    : Buffer.concat([Buffer.of(code >> 8, code & 0xff), reason]);
  return frame({ first: 0x80 | OPCODE.close, payload, random });
}

/** What RFC 6455 forbids, and what it allows and nobody sends. */
export function wrongFrame(random: Random): Buffer {
  const payload = random.bytes(random.below(40));
  switch (random.below(8)) {
    case 0:
      return Buffer.concat([Buffer.of(0x80 | OPCODE.text, payload.length), payload]);
    case 1:
      return frame({ first: 0x80 | random.below(128), payload, random });
    case 2:
      return frame({ first: OPCODE.ping, payload, random });
    case 3:
      return frame({
        first: 0x80 | OPCODE.ping,
        payload: random.bytes(126 + random.below(9)),
        random,
      });
    case 4:
      return frame({ first: 0x80 | OPCODE.close, payload, random });
    case 5:
      return frame({ first: 0x80, payload, random });
    case 6:
      return Buffer.concat([Buffer.of(0x82, 0xff), random.bytes(12)]);
    default:
      return damaged(frame({ first: 0x82, payload, random }), random);
  }
}

/** One frame of the server. */
export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Takes the server's bytes apart, and throws where they are not what a server may send. */
export class ServerFrameReader {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): readonly ServerFrame[] {
    const frames: ServerFrame[] = [];
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let end = frameEnd(bytes); end !== undefined; end = frameEnd(bytes)) {
      const [first = 0, second = 0] = bytes;
      if ((second & 0x80) !== 0 || (first & 0xf0) !== 0x80) {
        throw new Error(`The server sent a frame that begins with ${first}, ${second}.`);
      }
      const headerBytes = (second & 0x7f) < 126 ? 2 : (second & 0x7f) === 126 ? 4 : 10;
      frames.push({ opcode: first & 0x0f, payload: bytes.subarray(headerBytes, end) });
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    return frames;
  }
}

function frameEnd(bytes: Buffer): number | undefined {
  const length = (bytes[1] ?? 0) & 0x7f;
  const headerBytes = length < 126 ? 2 : length === 126 ? 4 : 10;
  if (bytes.length < headerBytes) {
    return undefined;
  }
  const payloadBytes =
    length < 126
      ? length
      : length === 126
        ? bytes.readUInt16BE(2)
        : Number(bytes.readBigUInt64BE(2));
  const end = headerBytes + payloadBytes;
  return end <= bytes.length ? end : undefined;
}
