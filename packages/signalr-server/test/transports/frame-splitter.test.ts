/** However frames are cut on their way, their payload stays the same. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameSplitter } from '../../src/transports/carriers/frame-splitter.ts';

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

/** Of a frame that is whole. */
function payloadOf(whole: Buffer): Buffer {
  const length = whole.readUInt8(1) & 0x7f;
  const extended = length < 126 ? 0 : length === 126 ? 2 : 8;
  const start = 2 + extended + MASK.length;
  expect(
    length < 126 ? length : whole.readUIntBE(extended === 2 ? 2 : 4, extended === 2 ? 2 : 6),
  ).toBe(whole.length - start);
  return xor(whole.subarray(start), whole.subarray(start - MASK.length, start));
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
    if (piece[0] === 0x82 && piece.length === 14) {
      index += 1;
      const payload = emitted[index] ?? Buffer.of();
      expect(piece.readBigUInt64BE(2)).toBe(BigInt(payload.length));
      data += xor(payload, piece.subarray(-4)).toString('latin1');
    } else if (piece[0] === 0x82) {
      data += payloadOf(piece).toString('latin1');
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
    texts.flatMap((text) => [
      frame(0x01, text),
      ping,
      frame(0x00, text),
      frame(0x80, text),
      frame(0x81, text),
    ]),
  );

  for (const chunkBytes of chunks) {
    // A copy: what is split is written to.
    const { data, control } = split(Buffer.from(wire), chunkBytes);
    expect(data).toBe(texts.map((text) => text.toString('latin1').repeat(4)).join(''));
    expect(control.equals(Buffer.concat(texts.map(() => ping)))).toBe(true);
  }
});

interface Piece {
  readonly payload: Uint8Array;
  readonly mask: Uint8Array;
  /** Control frames that come before it. */
  readonly controls: readonly { readonly opcode: number; readonly payload: Uint8Array }[];
}

const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });
const piece: fc.Arbitrary<Piece> = fc.record({
  payload: fc.oneof(
    { weight: 9, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 1, arbitrary: fc.nat(70_000).map((length) => new Uint8Array(length).fill(0x78)) },
  ),
  mask,
  controls: fc.array(
    fc.record({ opcode: fc.constantFrom(0x9, 0xa), payload: fc.uint8Array({ maxLength: 125 }) }),
    { maxLength: 2 },
  ),
});
const message = fc.record({
  opcode: fc.constantFrom(0x1, 0x2),
  fragments: fc.array(piece, { minLength: 1, maxLength: 4 }),
});

/** A whole message, whatever stands between its fragments. */
function wireOf({ opcode, fragments }: { opcode: number; fragments: readonly Piece[] }): Buffer {
  return Buffer.concat(
    fragments.flatMap(({ payload, mask: key, controls }, index) => {
      const isLast = index === fragments.length - 1;
      const first = (isLast ? 0x80 : 0) | (index === 0 ? opcode : 0);
      return [...controls.map(controlFrame), maskedFrame(first, payload, key)];
    }),
  );
}

function controlFrame({ opcode, payload }: { opcode: number; payload: Uint8Array }): Buffer {
  return maskedFrame(0x80 | opcode, payload, MASK);
}

function maskedFrame(firstByte: number, payload: Uint8Array, key: Uint8Array): Buffer {
  const whole = frame(firstByte, Buffer.from(payload));
  const start = whole.length - payload.length;
  whole.set(key, start - 4);
  whole.set(xor(Buffer.from(payload), Buffer.from(key)), start);
  return whole;
}

/** Frames as RFC 6455 has them, every one final: what stands behind the splitter reads no other. */
function readFrames(bytes: Buffer): { data: Buffer; controls: Buffer } {
  const data: Buffer[] = [];
  const controls: Buffer[] = [];
  for (let position = 0; position < bytes.length;) {
    const first = bytes.readUInt8(position);
    const second = bytes.readUInt8(position + 1);
    expect([0x82, 0x89, 0x8a]).toContain(first);
    const short = second & 0x7f;
    const extended = { 126: 2, 127: 8 }[short] ?? 0;
    const headerEnd = position + 2 + extended;
    const length =
      extended === 0 ? short : Number(`0x${bytes.toString('hex', position + 2, headerEnd)}`);
    const start = headerEnd + 4;
    const end = start + length;
    expect(end).toBeLessThanOrEqual(bytes.length);
    const payload = xor(bytes.subarray(start, end), bytes.subarray(headerEnd, start));
    if (first === 0x82) {
      data.push(payload);
    } else {
      controls.push(Buffer.concat([Buffer.of(first), payload]));
    }
    position = end;
  }
  return { data: Buffer.concat(data), controls: Buffer.concat(controls) };
}

function pushInChunks(splitter: FrameSplitter, wire: Buffer, lengths: readonly number[]): void {
  for (let start = 0, turn = 0; start < wire.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    splitter.push(wire.subarray(start, start + length));
    start += length;
  }
}

const chunkLengths = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 80_000 })),
  { minLength: 1, maxLength: 20 },
);

test('[ST-31] [ST-39] any fragments, masks and control frames, cut anywhere, keep every byte', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), chunkLengths, (messages, lengths) => {
      const emitted: Buffer[] = [];
      const splitter = new FrameSplitter((bytes) => emitted.push(Buffer.from(bytes)));

      pushInChunks(splitter, Buffer.concat(messages.map(wireOf)), lengths);

      const { data, controls } = readFrames(Buffer.concat(emitted));
      const pieces = messages.flatMap(({ fragments }) => fragments);
      expect(data.equals(Buffer.concat(pieces.map(({ payload }) => payload)))).toBe(true);
      const expected = pieces.flatMap(({ controls: before }) =>
        before.flatMap(({ opcode, payload }) => [Buffer.of(0x80 | opcode), payload]),
      );
      expect(controls.equals(Buffer.concat(expected))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('[ST-36] arbitrary bytes pass, are held, or are marked, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), chunkLengths, (bytes, lengths) => {
      const splitter = new FrameSplitter(() => undefined);
      expect(() => pushInChunks(splitter, Buffer.from(bytes), lengths)).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});
