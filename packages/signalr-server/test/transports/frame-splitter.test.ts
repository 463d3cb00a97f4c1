/** However frames are cut on their way, their payload stays the same. */

import { expect, test } from 'vitest';
import { FrameSplitter } from '../../src/transports/frame-splitter.ts';

const MASK = Buffer.of(0x11, 0x22, 0x33, 0x44);

/** A masked frame with the shortest length that will do. */
function frame(firstByte: number, payload: Buffer): Buffer {
  const extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extended);
  header[0] = firstByte;
  header[1] = 0x80 | { 0: payload.length, 2: 126, 8: 127 }[extended];
  if (extended > 0) {
    header.writeUIntBE(payload.length, 2 + Math.max(0, extended - 6), Math.min(extended, 6));
  }
  return Buffer.concat([header, MASK, xor(payload, MASK)]);
}

function xor(bytes: Buffer, mask: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
}

/** What a reader of the emitted frames gets: payloads of data joined, control frames as they are. */
function split(bytes: Buffer, chunkBytes: number): { data: string; control: Buffer } {
  const emitted: Buffer[] = [];
  const splitter = new FrameSplitter((piece) => emitted.push(piece));
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    splitter.push(bytes.subarray(start, start + chunkBytes));
  }

  let data = '';
  const control: Buffer[] = [];
  for (let index = 0; index < emitted.length; index += 1) {
    const piece = emitted[index] ?? Buffer.of();
    if (piece[0] === 0x82) {
      index += 1;
      const payload = emitted[index] ?? Buffer.of();
      expect(piece.readBigUInt64BE(2)).toBe(BigInt(payload.length));
      data += xor(payload, piece.subarray(-4)).toString('latin1');
    } else {
      control.push(piece);
    }
  }
  return { data, control: Buffer.concat(control) };
}

const ping = frame(0x89, Buffer.from('are you there?'));

test.each([
  { size: 'small', lengths: [0, 1, 125, 126, 127, 300], chunks: [1, 2, 7, 13, 100_000] },
  { size: 'large', lengths: [65_535, 65_536, 70_001], chunks: [1_000, 65_536, 1_000_000] },
])('[ST-31] [ST-39] $size payloads keep every byte', ({ lengths, chunks }) => {
  const texts = lengths.map((length) =>
    Buffer.from(Array.from({ length }, (_, index) => 0x41 + (index % 26))),
  );
  const wire = Buffer.concat(
    texts.flatMap((text) => [frame(0x01, text), ping, frame(0x00, text), frame(0x80, text)]),
  );

  for (const chunkBytes of chunks) {
    const { data, control } = split(wire, chunkBytes);
    expect(data).toBe(texts.map((text) => text.toString('latin1').repeat(3)).join(''));
    expect(control.equals(Buffer.concat(texts.map(() => ping)))).toBe(true);
  }
});
