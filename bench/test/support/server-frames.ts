/** WebSocket frames as servers write them, built without the code that is tested. */

const FINAL = 0x80;
const CONTINUATION = 0x0;
const TEXT = 0x1;
const PING = 0x9;

/** One message in one frame. */
export function textFrame(payload: Buffer): Buffer {
  return Buffer.concat([header(FINAL | TEXT, payload.length), payload]);
}

/** One message in frames of so many bytes, as ASP.NET Core writes what waits for a connection. */
export function fragmentedMessage(payload: Buffer, bytesPerFragment: number): Buffer {
  const frames: Buffer[] = [];
  for (let from = 0; from < payload.length; from += bytesPerFragment) {
    const fragment = payload.subarray(from, from + bytesPerFragment);
    const isLast = from + bytesPerFragment >= payload.length;
    const first = (isLast ? FINAL : 0) | (from === 0 ? TEXT : CONTINUATION);
    frames.push(header(first, fragment.length), fragment);
  }
  return Buffer.concat(frames);
}

export function pingFrame(payload: Buffer): Buffer {
  return Buffer.concat([header(FINAL | PING, payload.length), payload]);
}

/** The bytes in pieces of the given lengths, over and over. */
export function piecesOf(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += pieces.at(-1)?.length ?? 1) {
    const length = lengths[pieces.length % lengths.length] ?? 1;
    pieces.push(bytes.subarray(from, from + length));
  }
  return pieces;
}

function header(first: number, length: number): Buffer {
  if (length < 126) {
    return Buffer.from([first, length]);
  }
  if (length <= 0xffff) {
    return Buffer.from([first, 126, length >> 8, length & 0xff]);
  }
  const bytes = Buffer.alloc(10);
  bytes[0] = first;
  bytes[1] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}
