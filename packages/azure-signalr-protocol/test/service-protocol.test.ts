/** What the codec promises for every message. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ServiceProtocolError } from '../src/errors.ts';
import type { ServiceMessage } from '../src/service-message.ts';
import { ServiceMessageType as Type } from '../src/service-message-type.ts';
import { ServiceProtocol } from '../src/service-protocol.ts';
import {
  bodyHexOf,
  concatenated,
  decodeAll,
  decodeOne,
  framed,
  framedHex,
  fromHex,
  toHex,
} from './support/bytes.ts';
import { anyServiceMessage, MESSAGES_BY_TYPE } from './support/messages.ts';
import { shapeOf, shapesIn } from './support/wire-shape.ts';
import { OWN_VECTORS } from './vectors/own-vectors.ts';

const protocol = new ServiceProtocol();
const UNLIMITED = { maxMessageBytes: undefined };

/** Reads a stream that arrives in chunks, as a connection does. */
function decodeChunks(chunks: readonly Uint8Array[]): readonly (ServiceMessage | undefined)[] {
  const messages: (ServiceMessage | undefined)[] = [];
  let pending = new Uint8Array(0);
  for (const chunk of chunks) {
    pending = new Uint8Array(concatenated([pending, chunk]));
    let offset = 0;
    for (;;) {
      const decoded = protocol.decode(pending, { offset, ...UNLIMITED });
      if (decoded === undefined) {
        break;
      }
      messages.push(decoded.message);
      offset += decoded.consumed;
    }
    pending = pending.slice(offset);
  }
  expect(pending).toHaveLength(0);
  return messages;
}

describe('every message', () => {
  test.each(OWN_VECTORS)('[AP-11] $name: written', ({ message, hex }) => {
    expect(toHex(protocol.encode(message))).toBe(toHex(framedHex(hex)));
    expect(shapesIn(protocol.encode(message))).toEqual([shapeOf(message)]);
  });

  test.each(OWN_VECTORS)('[AP-11] $name: read', ({ message, hex }) => {
    expect(decodeOne(protocol, framedHex(hex))).toStrictEqual(message);
  });

  test('[AP-10] every type has a vector of ours', () => {
    const types = new Set<number>(OWN_VECTORS.map(({ message }) => message.type));
    expect([...types].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
  });

  test.each(Object.entries(MESSAGES_BY_TYPE))(
    '[AP-10] any message of type %s reads back as it was, and says the same to a reader that is not ours',
    (_, messages) => {
      fc.assert(
        fc.property(messages, (message) => {
          const written = protocol.encode(message);
          expect(decodeOne(protocol, written)).toStrictEqual(message);
          expect(shapesIn(written)).toEqual([shapeOf(message)]);
        }),
        { numRuns: 100 },
      );
    },
  );

  test('[AP-12] one of an unknown type is consumed and skipped', () => {
    const input = concatenated([framedHex('93 29 a163 81 01 02'), framedHex('91 03')]);
    expect(decodeAll(protocol, input)).toEqual([undefined, { type: Type.ping, values: [] }]);
    expect(decodeOne(protocol, framedHex('91 ce7fffffff'))).toBeUndefined();
    expect(decodeOne(protocol, framedHex('91 ff'))).toBeUndefined();
  });

  test('[AP-6] decoding begins at the offset and leaves the input as it was', () => {
    const message: ServiceMessage = { type: Type.ping, values: ['a', 'b'] };
    const input = concatenated([new Uint8Array([1, 2]), protocol.encode(message)]);
    const before = toHex(input);

    const decoded = protocol.decode(input, { offset: 2, ...UNLIMITED });

    expect(decoded).toEqual({ message, consumed: input.length - 2 });
    expect(toHex(input)).toBe(before);
  });

  test('[AP-2] messages are found wherever the bytes are cut and joined', () => {
    fc.assert(
      fc.property(
        fc.array(anyServiceMessage, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 8 }),
        (messages, cuts) => {
          const wire = concatenated(messages.map((message) => protocol.encode(message)));
          const ends = [...cuts.filter((cut) => cut < wire.length), wire.length];
          ends.sort((a, b) => a - b);
          const chunks = ends.map((end, index) => wire.subarray(ends[index - 1] ?? 0, end));
          expect(decodeChunks(chunks)).toStrictEqual(messages);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('[AP-2] messages are found a byte at a time', () => {
    const wire = concatenated(OWN_VECTORS.map(({ hex }) => framedHex(hex)));
    const chunks = Array.from(wire, (byte) => new Uint8Array([byte]));
    expect(decodeChunks(chunks)).toStrictEqual(OWN_VECTORS.map(({ message }) => message));
  });

  test('[AP-22] a message that failed to be written leaves nothing for the next', () => {
    const tooLarge: ServiceMessage = { type: Type.ack, ackId: 2 ** 31, status: 1 };
    expect(() => protocol.encode(tooLarge)).toThrow(RangeError);
    expect(bodyHexOf(protocol, { type: Type.ping, values: [] })).toBe('9103');
  });
});

describe('whatever arrives', () => {
  const LIMIT = 1_000_000;

  /** Message, not yet, ignored, or the coded error; anything else fails the test. */
  function outcomeOf(input: Uint8Array): string {
    try {
      const decoded = protocol.decode(input, { offset: 0, maxMessageBytes: LIMIT });
      if (decoded === undefined) {
        return 'not yet';
      }
      expect(decoded.consumed).toBeGreaterThan(0);
      expect(decoded.consumed).toBeLessThanOrEqual(input.length);
      return decoded.message === undefined ? 'ignored' : 'message';
    } catch (error) {
      if (error instanceof ServiceProtocolError) {
        return error.code;
      }
      throw error;
    }
  }

  test('[AP-60] arbitrary bytes are a message, not yet, ignored, or a coded error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
        outcomeOf(input);
      }),
      { numRuns: 5_000 },
    );
  });

  test('[AP-60] arbitrary bodies of every type are a message or a coded error', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0x90, max: 0x9f }),
        fc.integer({ min: 1, max: 40 }),
        fc.uint8Array({ maxLength: 60 }),
        (head, type, rest) => {
          const outcome = outcomeOf(framed(new Uint8Array([head, type, ...rest])));
          expect(['message', 'service-message-malformed']).toContain(outcome);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test('[AP-60] messages with any byte changed are a message, not yet, ignored, or a coded error', () => {
    fc.assert(
      fc.property(anyServiceMessage, fc.nat(), fc.nat({ max: 255 }), (message, at, byte) => {
        const wire = protocol.encode(message);
        wire[at % wire.length] = byte;
        outcomeOf(wire);
      }),
      { numRuns: 3_000 },
    );
  });

  test('[AP-60] messages cut short, in a frame that says so, are malformed or an older form', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OWN_VECTORS), fc.nat(), ({ hex }, cut) => {
        const body = fromHex(hex);
        const outcome = outcomeOf(framed(body.subarray(0, cut % body.length)));
        expect(outcome).toBe('service-message-malformed');
      }),
      { numRuns: 1_000 },
    );
  });
});
