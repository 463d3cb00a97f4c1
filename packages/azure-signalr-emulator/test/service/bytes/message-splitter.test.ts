import fastCheck from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HubFraming } from '../../../src/service/bytes/hub-framing.ts';
import { MessageSplitter } from '../../../src/service/bytes/message-splitter.ts';

const BODY = fastCheck.uint8Array({ maxLength: 300 });
const CUTS = fastCheck.array(fastCheck.nat(2000), { maxLength: 12 });

function framed(body: Uint8Array, framing: HubFraming): Buffer {
  if (framing === 'records') {
    return Buffer.concat([body.map((byte) => (byte === 0x1e ? 0 : byte)), Buffer.of(0x1e)]);
  }
  const prefix =
    body.length < 0x80 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.from(prefix), body]);
}

function piecesOf(stream: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...cuts.filter((cut) => cut < stream.length), stream.length];
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.map((end, index) => stream.subarray(sorted[index - 1] ?? 0, end));
}

describe.each<HubFraming>(['records', 'lengths'])('%s', (framing) => {
  test('[AS-31] are found again, however they are cut', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.array(BODY, { maxLength: 8 }), CUTS, (bodies, cuts) => {
        const messages = bodies.map((body) => framed(body, framing));
        const splitter = new MessageSplitter(framing);

        const found = piecesOf(Buffer.concat(messages), cuts).flatMap((piece) =>
          splitter.push(piece),
        );

        expect(found.map((message) => Buffer.from(message))).toEqual(messages);
        expect(splitter.isAtBoundary).toBe(true);
        expect(splitter.heldBytes).toBe(0);
      }),
    );
  });

  test('[AS-31] may come byte by byte', () => {
    const message = framed(Buffer.alloc(10_000, 7), framing);
    const splitter = new MessageSplitter(framing);

    const found = Array.from(message, (byte) => splitter.push(Uint8Array.of(byte))).flat();

    expect(found.map((whole) => Buffer.from(whole))).toEqual([message]);
  });

  test('[AS-32] can be taken in parts, of which the last is what completes them', () => {
    const message = framed(Buffer.alloc(200, 7), framing);
    const splitter = new MessageSplitter(framing);

    expect(splitter.push(message.subarray(0, 50))).toEqual([]);
    expect(splitter.heldBytes).toBe(50);
    const part = Buffer.from(splitter.takeHeld());
    expect(splitter.isAtBoundary).toBe(false);
    const [rest = Buffer.of(), ...more] = splitter.push(
      Buffer.concat([message.subarray(50), message]),
    );

    expect(Buffer.concat([part, rest])).toEqual(message);
    expect(more.map((next) => Buffer.from(next))).toEqual([message]);
  });
});

test('[AS-31] a length that is too long for its prefix holds what follows, and nothing breaks', () => {
  const splitter = new MessageSplitter('lengths');

  expect(splitter.push(Buffer.alloc(64, 0xff))).toEqual([]);
  expect(splitter.heldBytes).toBe(64);
  expect(splitter.announcedBytes).toBe(Number.POSITIVE_INFINITY);
});
