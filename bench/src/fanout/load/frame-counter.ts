/**
 * Reads what a server sends on one WebSocket just far enough to know how many bytes of messages it holds: the headers
 * of frames, in whole messages or in fragments, cut anywhere by TCP.
 *
 * Spec: RFC 6455, 5.2. Frames of servers have no mask.
 */

const FIRST_CONTROL_OPCODE = 8;
const CLOSE_OPCODE = 8;
const LENGTH_16_BITS = 126;
const LENGTH_64_BITS = 127;
const MAX_HEADER_BYTES = 10;

/** Told of every piece of payload, in order, where there is one. The bytes are a view that does not last. */
export interface PayloadSink {
  take(buffer: Uint8Array, from: number, to: number): void;
}

export class FrameCounter {
  /** Bytes of text and binary messages, fragments included; headers and control frames are not. */
  payloadBytes = 0;
  /** Frames of text and binary messages, each fragment one. */
  frames = 0;
  controlFrames = 0;
  hasCloseFrame = false;
  sink: PayloadSink | undefined;
  /** Of the frame that is being read. */
  #remaining = 0;
  #isControl = false;
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  #headerLength = 0;

  /** The first `length` bytes of `buffer` are the next on the connection. */
  push(buffer: Uint8Array, length: number): void {
    let at = 0;
    while (at < length) {
      at = this.#remaining > 0 ? this.#skip(buffer, at, length) : this.#open(buffer, at, length);
    }
  }

  #skip(buffer: Uint8Array, at: number, length: number): number {
    const end = Math.min(length, at + this.#remaining);
    this.#remaining -= end - at;
    if (!this.#isControl) {
      this.payloadBytes += end - at;
      this.sink?.take(buffer, at, end);
    }
    return end;
  }

  /** Reads a header, or keeps the part of it that is there. */
  #open(buffer: Uint8Array, at: number, length: number): number {
    if (this.#headerLength === 0) {
      const bytes = headerBytes(buffer, at, length);
      if (bytes <= length - at) {
        this.#begin(buffer, at);
        return at + bytes;
      }
    }
    this.#header[this.#headerLength] = buffer[at] ?? 0;
    this.#headerLength += 1;
    if (headerBytes(this.#header, 0, this.#headerLength) <= this.#headerLength) {
      this.#headerLength = 0;
      this.#begin(this.#header, 0);
    }
    return at + 1;
  }

  #begin(buffer: Uint8Array, at: number): void {
    const opcode = (buffer[at] ?? 0) & 0x0f;
    this.#remaining = payloadLength(buffer, at);
    this.#isControl = opcode >= FIRST_CONTROL_OPCODE;
    if (this.#isControl) {
      this.controlFrames += 1;
      this.hasCloseFrame ||= opcode === CLOSE_OPCODE;
    } else {
      this.frames += 1;
    }
  }
}

/** More than there is, when the byte that tells is not there yet. */
function headerBytes(buffer: Uint8Array, at: number, length: number): number {
  if (length - at < 2) {
    return MAX_HEADER_BYTES;
  }
  const short = (buffer[at + 1] ?? 0) & 0x7f;
  if (short < LENGTH_16_BITS) {
    return 2;
  }
  return short === LENGTH_16_BITS ? 4 : MAX_HEADER_BYTES;
}

function payloadLength(buffer: Uint8Array, at: number): number {
  const short = (buffer[at + 1] ?? 0) & 0x7f;
  if (short < LENGTH_16_BITS) {
    return short;
  }
  const end = short === LENGTH_64_BITS ? at + MAX_HEADER_BYTES : at + 4;
  let long = 0;
  for (let index = at + 2; index < end; index += 1) {
    long = long * 256 + (buffer[index] ?? 0);
  }
  return long;
}
