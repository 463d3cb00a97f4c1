/** What both encodings promise alike. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HubMessage, MessageType } from '../src/hub-message.ts';
import type { HubProtocol } from '../src/hub-protocol.ts';
import { ProtocolError } from '../src/errors.ts';
import { JsonHubProtocol } from '../src/json/json-hub-protocol.ts';
import { MessagePackHubProtocol } from '../src/messagepack/messagepack-hub-protocol.ts';
import {
  concatenated,
  decodeAll,
  decodeOne,
  framed,
  fromHex,
  fromText,
  record,
  toHex,
} from './support/bytes.ts';
import { anyHubMessage, anyPackedMessage } from './support/messages.ts';
import { JSON_WIRE, PACKED_WIRE, type WireReader } from './support/wire-shapes.ts';
import { OWN_VECTORS, type Vector } from './vectors/own-vectors.ts';

interface Subject {
  readonly protocol: HubProtocol;
  readonly anyMessage: fc.Arbitrary<HubMessage>;
  readonly wire: WireReader;
  wireOf(vector: Vector): Uint8Array;
  readonly unknownType: Uint8Array;
  readonly emptyInvocationId: Uint8Array;
  /** Of 42 and -1000, one behind the other. */
  readonly wholeNumbers: string;
}

const SUBJECTS: readonly Subject[] = [
  {
    protocol: new JsonHubProtocol(),
    anyMessage: anyHubMessage,
    wire: JSON_WIRE,
    wireOf: (vector) => record(vector.json),
    unknownType: record('{"type":99,"target":1,"arguments":{}}'),
    emptyInvocationId: record('{"type":1,"invocationId":"","target":"a","arguments":[]}'),
    wholeNumbers: toHex(fromText('42,-1000')),
  },
  {
    protocol: new MessagePackHubProtocol(),
    anyMessage: anyPackedMessage,
    wire: PACKED_WIRE,
    wireOf: (vector) => framed(fromHex(vector.messagepack)),
    unknownType: framed(fromHex('92 63 a131')),
    emptyInvocationId: framed(fromHex('96 01 80 a0 a161 90 90')),
    wholeNumbers: '2ad1fc18',
  },
];

describe.each(SUBJECTS.map((subject) => [subject.protocol.name, subject] as const))(
  '%s',
  (_, subject) => {
    const { protocol, anyMessage, wire } = subject;

    test.each(OWN_VECTORS)('[SP-10] writes and reads $name', (vector) => {
      expect(toHex(protocol.encode(vector.message))).toBe(toHex(subject.wireOf(vector)));
      expect(decodeOne(protocol, subject.wireOf(vector))).toEqual(vector.message);
      expect(wire.shapesIn(subject.wireOf(vector))).toEqual([wire.shapeOf(vector.message)]);
    });

    test('[SP-10] any message reads back as it was', () => {
      fc.assert(
        fc.property(anyMessage, (message) => {
          expect(decodeOne(protocol, protocol.encode(message))).toEqual(message);
        }),
        { numRuns: 500 },
      );
    });

    test('[SP-10] a reader that is not ours sees what any message says', () => {
      fc.assert(
        fc.property(fc.array(anyMessage, { maxLength: 3 }), (messages) => {
          const bytes = concatenated(messages.map((message) => protocol.encode(message)));
          expect(wire.shapesIn(bytes)).toEqual(messages.map((message) => wire.shapeOf(message)));
        }),
        { numRuns: 500 },
      );
    });

    test('[SP-10] any message of a writer that is not ours is read', () => {
      fc.assert(
        fc.property(anyMessage, (message) => {
          expect(decodeOne(protocol, wire.bytesOf(message))).toEqual(message);
        }),
        { numRuns: 500 },
      );
    });

    test('[SP-8] messages are found wherever the bytes are split', () => {
      fc.assert(
        fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 3 }), (messages) => {
          const wire = concatenated(messages.map((message) => protocol.encode(message)));
          for (let split = 0; split <= wire.length; split += 1) {
            expect(decodeInTwoChunks(protocol, wire, split)).toEqual(messages);
          }
        }),
        { numRuns: 20 },
      );
    });

    test('[SP-8] the input is left as it was', () => {
      const message: HubMessage = { type: MessageType.streamItem, invocationId: '1', item: [{}] };
      const input = concatenated([new Uint8Array([1, 2]), protocol.encode(message)]);
      const before = toHex(input);

      const decoded = protocol.decode(input, { offset: 2, maxMessageBytes: undefined });

      expect(decoded).toEqual({ message, consumed: input.length - 2 });
      expect(toHex(input)).toBe(before);
    });

    test('[SP-11] a message of an unknown type is skipped', () => {
      const ping = protocol.encode({ type: MessageType.ping });
      const input = concatenated([subject.unknownType, ping]);
      expect(decodeAll(protocol, input)).toEqual([undefined, { type: MessageType.ping }]);
    });

    test('[SP-12] an empty invocation id is none', () => {
      expect(decodeOne(protocol, subject.emptyInvocationId)).toEqual({
        type: MessageType.invocation,
        target: 'a',
        arguments: [],
      });
    });

    test('[SP-13] undefined is null as a value and nothing as a property', () => {
      const outcome = { kind: 'result', result: undefined } as const;
      const messages: readonly HubMessage[] = [
        { type: MessageType.streamItem, invocationId: '1', item: undefined },
        { type: MessageType.completion, invocationId: '1', outcome },
        { type: MessageType.invocation, target: 'a', arguments: [undefined, { b: undefined }] },
      ];
      const wire = concatenated(messages.map((message) => protocol.encode(message)));

      expect(decodeAll(protocol, wire)).toEqual([
        { type: MessageType.streamItem, invocationId: '1', item: null },
        {
          type: MessageType.completion,
          invocationId: '1',
          outcome: { kind: 'result', result: null },
        },
        { type: MessageType.invocation, target: 'a', arguments: [null, {}] },
      ]);
    });

    test('[SP-15] [SP-16] names stay as they are, and whole numbers are integers', () => {
      const item = { StringProp: 1.0, camelCase: [42.0, -1e3, 0.5] };
      const bytes = protocol.encode({ type: MessageType.streamItem, invocationId: '1', item });

      expect(wire.shapesIn(bytes)).toEqual([
        wire.shapeOf({ type: MessageType.streamItem, invocationId: '1', item }),
      ]);
      expect(toHex(bytes)).toContain(subject.wholeNumbers);
    });

    test('[SP-14] an empty error is an error', () => {
      const messages: readonly HubMessage[] = [
        { type: MessageType.close, error: '', allowReconnect: true },
        { type: MessageType.completion, invocationId: '1', outcome: { kind: 'error', error: '' } },
      ];
      const wire = concatenated(messages.map((message) => protocol.encode(message)));
      expect(decodeAll(protocol, wire)).toEqual(messages);
    });

    test('[SP-40] damaged messages are messages, incomplete, or a ProtocolError', () => {
      const damage = fc.record({
        message: anyMessage,
        at: fc.nat(),
        byte: fc.integer({ min: 0, max: 255 }),
      });
      fc.assert(
        fc.property(damage, ({ message, at, byte }) => {
          const wire = protocol.encode(message);
          wire[at % wire.length] = byte;
          expect(errorOfDecoding(protocol, wire)).toSatisfy(
            (error) => error === undefined || error instanceof ProtocolError,
          );
        }),
        { numRuns: 2000 },
      );
    });

    test('[SP-40] arbitrary bytes are messages, incomplete, or a ProtocolError', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
          const wire =
            protocol.name === 'json' ? record(String.fromCharCode(...bytes)) : framed(bytes);
          expect(errorOfDecoding(protocol, wire)).toSatisfy(
            (error) => error === undefined || error instanceof ProtocolError,
          );
        }),
        { numRuns: 2000 },
      );
    });
  },
);

/** As a connection does it: the rest of the first chunk goes before the second. */
function decodeInTwoChunks(protocol: HubProtocol, wire: Uint8Array, split: number): unknown[] {
  const messages: unknown[] = [];
  let rest = new Uint8Array();
  for (const chunk of [wire.subarray(0, split), wire.subarray(split)]) {
    const input = concatenated([rest, chunk]);
    let offset = 0;
    let decoded = protocol.decode(input, { offset, maxMessageBytes: wire.length });
    while (decoded !== undefined) {
      messages.push(decoded.message);
      offset += decoded.consumed;
      decoded = protocol.decode(input, { offset, maxMessageBytes: wire.length });
    }
    rest = input.slice(offset);
  }
  return messages;
}

function errorOfDecoding(protocol: HubProtocol, wire: Uint8Array): unknown {
  try {
    protocol.decode(wire, { offset: 0, maxMessageBytes: undefined });
    return undefined;
  } catch (error) {
    return error;
  }
}
