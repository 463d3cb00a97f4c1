/** MessagePack hub messages that are odd, broken or too much. */

import { messagePackBytes, messagePackRecord, withLength } from '../messagepack-bytes.ts';
import type { RawHub } from '../raw-hub.ts';
import type { TranscriptCase } from '../scene.ts';
import { recordWhatTheHubWasTold } from './json-message-cases.ts';

const CALL = [1, {}, '1', 'EchoText', ['x']];

const MESSAGES: Readonly<Record<string, unknown>> = {
  'a call without stream ids': CALL,
  'a call': [...CALL, []],
  'a call with more items': [...CALL, [], 'more', [1]],
  'a call with stream ids null': [...CALL, null],
  'a call with headers': [1, { a: 'b' }, '1', 'EchoText', ['x'], []],
  'a call with headers null': [1, null, '1', 'EchoText', ['x'], []],
  'a call with headers of a number': [1, 5, '1', 'EchoText', ['x'], []],
  'a call with headers of numbers': [1, { a: 1 }, '1', 'EchoText', ['x'], []],
  'a call with an id null': [1, {}, null, 'EchoText', ['x'], []],
  'a call with an empty id': [1, {}, '', 'EchoText', ['x'], []],
  'a call with a number as id': [1, {}, 7, 'EchoText', ['x'], []],
  'a call with a target null': [1, {}, '1', null, ['x'], []],
  'a call with a number as target': [1, {}, '1', 7, ['x'], []],
  'a call with arguments null': [1, {}, '1', 'EchoText', null, []],
  'a call with a text as arguments': [1, {}, '1', 'EchoText', 'x', []],
  'a call of four items': [1, {}, '1', 'EchoText'],
  'a call of an unknown method': [1, {}, '1', 'None', ['x'], []],
  'too few arguments': [1, {}, '1', 'Pair', ['x'], []],
  'too many arguments': [1, {}, '1', 'Pair', ['x', 'y', 'z'], []],
  'an argument of another type': [1, {}, '1', 'EchoInteger', ['x'], []],
  'an argument null for a number': [1, {}, '1', 'EchoInteger', [null], []],
  'an integer as a number': [1, {}, '1', 'EchoNumber', [2], []],
  'a half': [1, {}, '1', 'EchoNumber', [0.5], []],
  bytes: [1, {}, '1', 'EchoBytes', [Buffer.from([0, 1, 255])], []],
  'an item of an unknown stream': [2, {}, '9', 1],
  'an item without an item': [2, {}, '9'],
  'a completion of an unknown id': [3, {}, '9', 3, 1],
  'a completion of an unknown kind': [3, {}, '9', 9],
  'a completion with a number as error': [3, {}, '9', 1, 5],
  'a cancel of an unknown id': [5, {}, '9'],
  'a cancel without an id': [5, {}],
  'a ping': [6],
  'a ping with more': [6, {}, 1],
  'a close message': [7, null],
  'a close message of one item': [7],
  'a close message with an error': [7, 'I am leaving.', true],
  'an ack': [8, 1],
  'a sequence': [9, 1],
  'an ack without its number': [8],
  'no items': [],
  'a type in text': ['1'],
  'a type null': [null],
  'a map': { type: 6 },
  'a number': 6,
  null: null,
  'type 0': [0],
  'type 10': [10],
  'type 99': [99, {}, 'x'],
  'type -1': [-1],
};

const BYTES: Readonly<Record<string, Buffer>> = {
  'an empty message': Buffer.from([0]),
  'a length of six bytes': Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  'a length of more than 2 GiB': Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
  'a length over the limit': Buffer.from([0x81, 0x80, 0x02]),
  'a message cut off inside': withLength(messagePackBytes([1, {}, '1']).subarray(0, 3)),
  'bytes behind the array': withLength(
    Buffer.concat([messagePackBytes([...CALL, []]), Buffer.from([1, 2, 3])]),
  ),
  'an announced array that is not there': withLength(Buffer.from([0xdd, 0x7f, 0xff, 0xff, 0xff])),
  'a reserved byte': withLength(Buffer.from([0x91, 0xc1])),
  'a text that is no UTF-8': withLength(
    Buffer.concat([
      Buffer.from([0x96, 1, 0x80, 0xa1, 0x31, 0xa8]),
      Buffer.from('EchoText'),
      Buffer.from([0x91, 0xa2, 0xff, 0xc0, 0x90]),
    ]),
  ),
  'a date': withLength(
    Buffer.concat([
      Buffer.from([0x96, 1, 0x80, 0xa1, 0x31, 0xa8]),
      Buffer.from('EchoDate'),
      Buffer.from([0x91, 0xd6, 0xff, 0x65, 0x00, 0x00, 0x00, 0x90]),
    ]),
  ),
  'an argument nested 70 levels': withLength(
    Buffer.concat([
      Buffer.from([0x96, 1, 0x80, 0xa1, 0x31, 0xa8]),
      Buffer.from('EchoList'),
      Buffer.alloc(70, 0x91),
      Buffer.from([0x90, 0x90]),
    ]),
  ),
  'a JSON message': Buffer.from('{"type":6}\u001e'),
  'an id in a long format': withLength(
    Buffer.concat([
      Buffer.from([0xdc, 0, 6, 0xcc, 1, 0xde, 0, 0, 0xd9, 1, 0x31, 0xd9, 8]),
      Buffer.from('EchoText'),
      Buffer.from([0xdc, 0, 1, 0xd9, 1, 0x78, 0xdc, 0, 0]),
    ]),
  ),
};

export const messagePackMessageCases: readonly TranscriptCase[] = [
  ...['/hub', '/detailed'].flatMap((path) => [
    ...Object.entries(MESSAGES).map(([name, message]) =>
      odd(name, path, messagePackRecord(message)),
    ),
    ...Object.entries(BYTES).map(([name, bytes]) => odd(name, path, bytes)),
  ]),
  odd('a message of the limit', '/hub', sized(32_768)),
  odd('a message over the limit', '/hub', sized(32_769)),
];

function odd(name: string, path: string, bytes: Buffer): TranscriptCase {
  return {
    name: `MessagePack: ${name} at ${path}`,
    run: async (scene) => {
      const hub: RawHub = await scene.hub(path, 'messagepack');
      hub.socket.send(bytes);
      if (!(await hub.settle())) {
        await recordWhatTheHubWasTold(scene, hub, path);
      }
    },
  };
}

/** A call of exactly so many bytes with its length. */
function sized(bytes: number): Buffer {
  const guess = 32_000;
  const size = messagePackRecord([1, {}, '1', 'LengthOf', ['x'.repeat(guess)], []]).length;
  const text = 'x'.repeat(guess + bytes - size);
  return messagePackRecord([1, {}, '1', 'LengthOf', [text], []]);
}
