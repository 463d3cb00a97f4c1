/** Values as MessagePack, for a client that shares nothing with our codec; and the framing. */

/** The whole message of the hub protocol: its length in front. */
export function messagePackRecord(value: unknown): Buffer {
  return withLength(messagePackBytes(value));
}

/** Lowest seven bits first. */
export function withLength(body: Uint8Array): Buffer {
  const prefix: number[] = [];
  let rest = body.length;
  do {
    prefix.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from(prefix), body]);
}

export function messagePackBytes(value: unknown): Buffer {
  if (value === null || value === undefined) {
    return Buffer.from([0xc0]);
  }
  if (typeof value === 'boolean') {
    return Buffer.from([value ? 0xc3 : 0xc2]);
  }
  if (typeof value === 'number') {
    return numberBytes(value);
  }
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    const head =
      text.length < 32 ? [0xa0 | text.length] : [0xda, text.length >> 8, text.length & 0xff];
    return Buffer.concat([Buffer.from(head), text]);
  }
  if (value instanceof Uint8Array) {
    return Buffer.concat([Buffer.from([0xc5, value.length >> 8, value.length & 0xff]), value]);
  }
  if (Array.isArray(value)) {
    const items = (value as readonly unknown[]).map(messagePackBytes);
    return Buffer.concat([Buffer.from([0x90 | items.length]), ...items]);
  }
  const entries = Object.entries(value).flat().map(messagePackBytes);
  return Buffer.concat([Buffer.from([0x80 | (entries.length / 2)]), ...entries]);
}

function numberBytes(value: number): Buffer {
  if (Number.isInteger(value) && value >= -32 && value <= 127) {
    return Buffer.from([value & 0xff]);
  }
  if (Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff) {
    const bytes = Buffer.alloc(5, 0xd2);
    bytes.writeInt32BE(value, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}
