/**
 * Cuts a client's WebSocket messages into pieces that are read as they come.
 *
 * `ws` hands up whole messages and so would hold as much as a client cares to put into one; the official clients join
 * all hub messages that wait into one. Where a WebSocket message ends means nothing to SignalR, so each stretch of its
 * payload is passed on as a small message of its own. Control frames, and frames that are wrong, pass as they are:
 * answering them is for `ws`.
 *
 * Spec: RFC 6455, 5.2 to 5.4. Rules: docs/spec/signalr-transports.md, ST-31, ST-36 and ST-39.
 */

const FINAL = 0x80;
const RESERVED_BITS = 0x70;
const OPCODE_BITS = 0x0f;
const MASKED = 0x80;
const LENGTH_BITS = 0x7f;

const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;

const MASK_BYTES = 4;
/** A continuation of nothing: whoever reads it closes with 1002. */
const OUT_OF_ORDER = Buffer.of(FINAL | CONTINUATION, MASKED);

/** One for all connections: most of them never have anything else. */
const NOTHING: Buffer = Buffer.alloc(0);

/** The frame whose payload is being read. */
interface Frame {
  remainingBytes: number;
  /** Rotated to the next byte of the payload; `undefined` for what passes as it is. */
  mask: Buffer | undefined;
}

export class FrameSplitter {
  readonly #emit: (bytes: Buffer) => void;
  #partialHeader = NOTHING;
  #frame: Frame | undefined;
  /** More fragments of a message are to come. */
  #isFragmented = false;

  /**
   * `emit` gets well-formed frames in place of each chunk, in one piece or several; some are views of the chunk, which
   * is written to.
   */
  constructor(emit: (bytes: Buffer) => void) {
    this.#emit = emit;
  }

  push(chunk: Buffer): void {
    let unread = chunk;
    while (unread.length > 0) {
      if (this.#frame !== undefined) {
        unread = this.#readPayload(unread, this.#frame);
      } else if (this.#isBetweenMessages && hasWholeMessage(unread)) {
        unread = this.#passMessage(unread);
      } else {
        unread = this.#readHeader(unread);
      }
    }
  }

  get #isBetweenMessages(): boolean {
    return !this.#isFragmented && this.#partialHeader.length === 0;
  }

  /** The usual case: what came as one frame in one chunk passes where it stands, as binary. */
  #passMessage(bytes: Buffer): Buffer {
    const end = headerLength(bytes) + payloadLength(bytes);
    bytes[0] = FINAL | BINARY;
    this.#emit(end === bytes.length ? bytes : bytes.subarray(0, end));
    return bytes.subarray(end);
  }

  #readHeader(bytes: Buffer): Buffer {
    const partial = this.#partialHeader;
    const read = partial.length === 0 ? bytes : Buffer.concat([partial, bytes]);
    const headerBytes = headerLength(read);
    if (read.length < headerBytes) {
      this.#partialHeader = read;
      return read.subarray(read.length);
    }
    this.#partialHeader = NOTHING;
    this.#beginFrame(read.subarray(0, headerBytes));
    return read.subarray(headerBytes);
  }

  #beginFrame(header: Buffer): void {
    const remainingBytes = payloadLength(header);
    if (!isSoundData(header) || remainingBytes > Number.MAX_SAFE_INTEGER) {
      this.#emit(header);
      this.#frame = remainingBytes === 0 ? undefined : { remainingBytes, mask: undefined };
      return;
    }
    const isContinuation = (header.readUInt8(0) & OPCODE_BITS) === CONTINUATION;
    if (isContinuation !== this.#isFragmented) {
      this.#emit(OUT_OF_ORDER);
    }
    this.#isFragmented = (header.readUInt8(0) & FINAL) === 0;
    const mask = header.subarray(-MASK_BYTES);
    this.#frame = remainingBytes === 0 ? undefined : { remainingBytes, mask };
  }

  #readPayload(bytes: Buffer, frame: Frame): Buffer {
    const payload = bytes.subarray(0, frame.remainingBytes);
    frame.remainingBytes -= payload.length;
    if (frame.mask !== undefined) {
      this.#emit(dataHeader(payload.length, frame.mask));
      frame.mask = rotated(frame.mask, payload.length);
    }
    this.#emit(payload);
    if (frame.remainingBytes === 0) {
      this.#frame = undefined;
    }
    return bytes.subarray(payload.length);
  }
}

/** Of the header at the beginning of these bytes; two until these are known. */
function headerLength(start: Buffer): number {
  const second = start[1];
  return second === undefined
    ? 2
    : 2 + extendedLengthBytes(second) + ((second & MASKED) === 0 ? 0 : MASK_BYTES);
}

function extendedLengthBytes(second: number): 0 | 2 | 8 {
  switch (second & LENGTH_BITS) {
    case 126:
      return 2;
    case 127:
      return 8;
    default:
      return 0;
  }
}

/** Of a whole header, whatever follows it. Beyond 2^53 the last digits are lost; such a frame is refused. */
function payloadLength(header: Buffer): number {
  const second = header.readUInt8(1);
  switch (extendedLengthBytes(second)) {
    case 0:
      return second & LENGTH_BITS;
    case 2:
      return header.readUInt16BE(2);
    case 8:
      return Number(header.readBigUInt64BE(2));
  }
}

/** A sound message of one frame that is all there, at the beginning of these bytes. */
function hasWholeMessage(bytes: Buffer): boolean {
  const headerBytes = headerLength(bytes);
  const first = bytes.readUInt8(0);
  const isMessage = first === (FINAL | TEXT) || first === (FINAL | BINARY);
  if (!isMessage || bytes.length < headerBytes || !isSoundData(bytes)) {
    return false;
  }
  return headerBytes + payloadLength(bytes) <= bytes.length;
}

/** Text, binary or a continuation, as a client must send them. */
function isSoundData(header: Buffer): boolean {
  const first = header.readUInt8(0);
  const isMasked = (header.readUInt8(1) & MASKED) !== 0;
  const isData = (first & OPCODE_BITS) <= BINARY;
  return isData && isMasked && (first & RESERVED_BITS) === 0;
}

/** Of a whole binary message. */
function dataHeader(payloadBytes: number, mask: Buffer): Buffer {
  const header = Buffer.allocUnsafe(10 + MASK_BYTES);
  header[0] = FINAL | BINARY;
  header[1] = MASKED | 127;
  header.writeBigUInt64BE(BigInt(payloadBytes), 2);
  header.set(mask, 10);
  return header;
}

function rotated(mask: Buffer, count: number): Buffer {
  const start = count % MASK_BYTES;
  return Buffer.concat([mask.subarray(start), mask.subarray(0, start)]);
}
