/**
 * Microsoft's own wire vectors, in both directions.
 *
 * The expected messages are written by hand (reference-messages.ts), and what they look like on the wire is compared
 * with what a reader sees that knows nothing of our codec (wire-shape.ts): neither side of a test is our own word.
 */

import { describe, expect, test } from 'vitest';
import type { ServiceMessage } from '../src/service-message.ts';
import { ServiceProtocol } from '../src/service-protocol.ts';
import { decodeOne, framed, fromBase64, toHex } from './support/bytes.ts';
import { shapeOf, shapesIn } from './support/wire-shape.ts';
import { REFERENCE_MESSAGES } from './vectors/reference-messages.ts';
import { readReferenceVectors } from './vectors/reference-vectors.ts';

const rows = (readReferenceVectors() ?? []).map((vector) => ({
  ...vector,
  key: `${vector.set}/${vector.name}`,
  wire: framed(fromBase64(vector.base64)),
}));
const protocol = new ServiceProtocol();

function expected(key: string): ServiceMessage {
  const message = REFERENCE_MESSAGES[key];
  if (message === undefined) {
    throw new Error(`no expectation is written for the vector ${key}`);
  }
  return message;
}

describe.skipIf(rows.length === 0)("Microsoft's vectors", () => {
  test('[AP-11] every row has an expectation and every expectation a row', () => {
    expect(rows).toHaveLength(115);
    expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(REFERENCE_MESSAGES).sort());
  });

  test.for(rows)('[AP-11] $key is read', ({ key, wire }) => {
    expect(decodeOne(protocol, wire)).toStrictEqual(expected(key));
  });

  test.for(rows.filter(({ set }) => set === 'current'))(
    '[AP-11] $key is written',
    ({ key, wire }) => {
      const written = protocol.encode(expected(key));

      expect(shapesIn(written)).toEqual([shapeOf(expected(key))]);
      expect(toHex(written)).toBe(toHex(wire));
    },
  );

  test.for(rows.filter(({ set }) => set === 'compat'))(
    '[AP-13] $key, from an older peer, is written as newer ones write it',
    ({ key }) => {
      const written = protocol.encode(expected(key));

      expect(shapesIn(written)).toEqual([shapeOf(expected(key))]);
      expect(decodeOne(protocol, written)).toStrictEqual(expected(key));
    },
  );
});
