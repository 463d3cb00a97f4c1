/** However a client's bytes are cut on their way, its messages stay the same. Rules: docs/spec/signalr-hubs.md. */

import {
  JsonHubProtocol,
  MessagePackHubProtocol,
  MessageType,
  ProtocolError,
} from '@parley/signalr-protocol';
import type { HubMessage, HubProtocol } from '@parley/signalr-protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageReader } from '../../../src/hubs/connection/message-reader.ts';

const NOTHING_TO_STOP = { pause: () => undefined, resume: () => undefined };
const UNKNOWN_TYPE: Readonly<Record<string, Uint8Array>> = {
  json: Buffer.from('{"type":99}\u001e'),
  messagepack: Buffer.of(2, 0x91, 99),
};

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
const message: fc.Arbitrary<HubMessage> = fc.oneof(
  fc.record({
    type: fc.constant(MessageType.invocation),
    target: text,
    arguments: fc.array(fc.oneof(text, fc.integer(), fc.array(text, { maxLength: 3 }))),
  }),
  fc.record({ type: fc.constant(MessageType.streamItem), invocationId: text, item: text }),
  fc.constant({ type: MessageType.ping }),
);

/** Messages, `undefined` for one of a type that nobody knows. */
const conversation = fc.array(fc.option(message, { nil: undefined, freq: 8 }), { maxLength: 12 });

/** Lengths of chunks: most of them a few bytes. */
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 900 })), {
  minLength: 1,
  maxLength: 30,
});

/** The bytes in chunks of these lengths, begun again when they run out. */
function* chunksOf(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.slice(start, start + length);
    start += length;
  }
}

/** The handshake and every message, read as they come. */
function readAll(reader: MessageReader, protocol: HubProtocol, chunks: Iterable<Uint8Array>) {
  const messages: HubMessage[] = [];
  let handshake: unknown;
  for (const chunk of chunks) {
    reader.append(chunk);
    handshake ??= reader.readHandshake();
    for (
      let next = handshake === undefined ? undefined : reader.readMessage(protocol);
      next !== undefined;
      next = reader.readMessage(protocol)
    ) {
      messages.push(next);
    }
  }
  return { handshake, messages };
}

describe.each([new JsonHubProtocol(), new MessagePackHubProtocol()])('$name', (protocol) => {
  const handshake = Buffer.from(`{"protocol":"${protocol.name}","version":1}\u001e`);
  const unknown = UNKNOWN_TYPE[protocol.name] ?? new Uint8Array();

  test('[SH-1] [SH-24] what is read does not depend on where the bytes are cut', () => {
    fc.assert(
      fc.property(conversation, cuts, (said, lengths) => {
        const bytes = said.map((one) => (one === undefined ? unknown : protocol.encode(one)));
        const wire = Buffer.concat([handshake, ...bytes]);
        const reader = new MessageReader(NOTHING_TO_STOP, 32_768);

        const heard = readAll(reader, protocol, chunksOf(wire, lengths));

        expect(heard.handshake).toMatchObject({ protocol: protocol.name, version: 1 });
        expect(heard.messages).toEqual(said.filter((one) => one !== undefined));
        expect(reader.endError).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('[SH-15] damaged bytes are messages, not enough, or a ProtocolError, and always an end', () => {
    const damage = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(message), fc.array(damage), cuts, (said, damages, lengths) => {
        let wire = Buffer.concat([handshake, ...said.map((one) => protocol.encode(one))]);
        for (const { at, bytes } of damages) {
          const start = at % wire.length;
          wire = Buffer.concat([wire.subarray(0, start), bytes, wire.subarray(start + 1)]);
        }
        const reader = new MessageReader(NOTHING_TO_STOP, 2_000);

        expect(() => {
          try {
            readAll(reader, protocol, chunksOf(wire, lengths));
          } catch (error) {
            if (!(error instanceof ProtocolError)) {
              throw error;
            }
          }
        }).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

test('[SH-178] what is no message is looked at once while it waits', () => {
  const json = new JsonHubProtocol();
  let decoded = 0;
  const protocol: HubProtocol = {
    name: json.name,
    version: json.version,
    transferFormat: json.transferFormat,
    encode: (sent) => json.encode(sent),
    decode: (input, options) => {
      decoded += 1;
      return json.decode(input, options);
    },
  };
  const reader = new MessageReader(NOTHING_TO_STOP, undefined);
  reader.append(Buffer.from('{"type":6}\u001e[]\u001e'));
  expect(reader.peekMessage(protocol)).toEqual({ type: MessageType.ping });
  expect(reader.peekMessage(protocol)).toBeUndefined();
  for (let count = 0; count < 100; count += 1) {
    reader.append(Buffer.from(' '));
    expect(reader.peekMessage(protocol)).toBeUndefined();
  }
  expect(decoded).toBe(2);
  expect(reader.readMessage(protocol)).toEqual({ type: MessageType.ping });
  expect(() => reader.readMessage(protocol)).toThrow(ProtocolError);
});

test('[SH-179] a message that comes in pieces is searched for its end once', () => {
  const json = new JsonHubProtocol();
  const searched: (number | undefined)[] = [];
  const protocol: HubProtocol = {
    name: json.name,
    version: json.version,
    transferFormat: json.transferFormat,
    encode: (sent) => json.encode(sent),
    decode: (input, options) => {
      searched.push(options.searchedBytes);
      return json.decode(input, options);
    },
  };
  const reader = new MessageReader(NOTHING_TO_STOP, undefined);
  reader.append(Buffer.from('{"protocol":"json","version":1}\u001e'));
  expect(reader.readHandshake()).toMatchObject({ protocol: 'json' });
  const pieces = ['{"type"', ':6}', '\u001e{"ty', 'pe":6}\u001e'];
  const read = pieces.map((piece) => {
    reader.append(Buffer.from(piece));
    return reader.readMessage(protocol)?.type;
  });
  expect(read).toEqual([undefined, undefined, MessageType.ping, MessageType.ping]);
  expect(searched).toEqual([0, 7, 10, 0]);
});
