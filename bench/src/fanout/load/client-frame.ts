/** A client's WebSocket frame. Its mask is zero, which is a mask like any other and leaves the text as it is. */

const FINAL_TEXT = 0x81;
const IS_MASKED = 0x80;
const MAX_SHORT_LENGTH = 125;
const MASK_BYTES = 4;

/** @throws {RangeError} for more than 125 bytes, which nothing here needs. */
export function encodeClientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > MAX_SHORT_LENGTH) {
    throw new RangeError(`A frame of ${payload.length} bytes is too long.`);
  }
  const header = Buffer.from([FINAL_TEXT, IS_MASKED | payload.length]);
  return Buffer.concat([header, Buffer.alloc(MASK_BYTES), payload]);
}
