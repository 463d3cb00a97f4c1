/** What the codec promises for whatever it reads, also for what no writer of ours would write. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceProtocolError } from '../src/errors.ts';
import type { ServiceMessage } from '../src/service-message.ts';
import { ServiceProtocol } from '../src/service-protocol.ts';
import { decodeOne } from './support/bytes.ts';
import { anyServiceMessage } from './support/messages.ts';

const RUNS = { numRuns: 3_000, seed: 65 };
const ROOM_BYTES = 12;

const protocol = new ServiceProtocol();

/** A message with one of its bytes changed, its length apart. */
const damagedFrame = fc
  .tuple(anyServiceMessage, fc.noBias(fc.nat(10_000)), fc.noBias(fc.nat(255)))
  .map(([message, place, byte]) => {
    const frame = protocol.encode(message);
    const bodyStart = frame.findIndex((candidate) => candidate < 0x80) + 1;
    frame[bodyStart + (place % (frame.length - bodyStart))] = byte;
    return frame;
  });

interface Reading {
  readonly message?: ServiceMessage | undefined;
  readonly refusal?: string;
}

function readingOf(input: Uint8Array, offset: number): Reading {
  try {
    return { message: protocol.decode(input, { offset, maxMessageBytes: undefined })?.message };
  } catch (error) {
    if (error instanceof ServiceProtocolError) {
      return { refusal: error.message };
    }
    throw error;
  }
}

test('[AP-65] what is read from any bytes is written so that it reads the same, and stays the same', () => {
  let readings = 0;
  fc.assert(
    fc.property(damagedFrame, (frame) => {
      const { message } = readingOf(frame, 0);
      if (message !== undefined) {
        readings += 1;
        const written = protocol.encode(message);
        const again = decodeOne(protocol, written);
        expect(again).toStrictEqual(message);
        expect(protocol.encode(message)).toEqual(written);
      }
    }),
    RUNS,
  );
  expect(readings).toBeGreaterThan(RUNS.numRuns / 10);
});

test.each([0x00, 0x91, 0xc1, 0xff])(
  '[AP-66] a frame between bytes of %i is read as it is alone, and so is its refusal',
  (filler) => {
    fc.assert(
      fc.property(damagedFrame, (frame) => {
        const room = new Uint8Array(frame.length + 2 * ROOM_BYTES).fill(filler);
        room.set(frame, ROOM_BYTES);
        const before = room.slice();

        expect(readingOf(room, ROOM_BYTES)).toStrictEqual(readingOf(frame, 0));
        expect(room).toEqual(before);
      }),
      { ...RUNS, numRuns: 500 },
    );
  },
);
