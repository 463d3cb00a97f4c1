/**
 * Server-to-client WebSocket frames: unmasked, unfragmented, uncompressed, hence the same for every recipient.
 *
 * Spec: RFC 6455, 5.2.
 */

const FINAL = 0x80;
const OPCODE = { Text: 0x1, Binary: 0x2 } as const;
const LENGTH_16_BITS = 126;
const LENGTH_64_BITS = 127;

/** What the frames of a WebSocket say that they hold. */
export type TransferFormat = keyof typeof OPCODE;

/** One message as one frame, header and a copy of the payload in one piece. */
export function encodeWebSocketFrame(payload: Uint8Array, format: TransferFormat): Buffer {
  const headerBytes = payload.length < LENGTH_16_BITS ? 2 : payload.length <= 0xffff ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame[0] = FINAL | OPCODE[format];

  if (headerBytes === 2) {
    frame[1] = payload.length;
  } else if (headerBytes === 4) {
    frame[1] = LENGTH_16_BITS;
    frame.writeUInt16BE(payload.length, 2);
  } else {
    frame[1] = LENGTH_64_BITS;
    frame.writeBigUInt64BE(BigInt(payload.length), 2);
  }

  frame.set(payload, headerBytes);
  return frame;
}
