/** Whether time and memory for reading a message grow as its bytes do, and no faster. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ServiceProtocol, ServiceProtocolError } from '@parley/azure-signalr-protocol';
import { framed } from './inputs.ts';

const SMALL_BYTES = 256 * 1_024;
const GROWTH = 8;
const ROUNDS = 3;
/** Of time for each byte; twice the bytes would be 8 were it their square. */
const MAX_SLOWDOWN = 3;
/** Of memory for each byte of the message. A claim of two bytes is an object with two names. */
const MAX_HEAP_BYTES_PER_BYTE = 64;

export interface GrowthFinding {
  readonly name: string;
  readonly nanosecondsPerByte: number;
  readonly slowdown: number;
  readonly heapBytesPerByte: number;
  readonly isSound: boolean;
}

/** Bodies of about so many bytes, each the worst of its kind. */
const WORST: Readonly<Record<string, (bytes: number) => Buffer>> = {
  'a payload': (bytes) => list([6, text('c'), blob(bytes), map(0)]),
  'a text': (bytes) => list([15, longText('é'.repeat(bytes / 2))]),
  'empty texts in a ping': (bytes) =>
    Buffer.concat([wideList(bytes + 1), Buffer.of(3), Buffer.alloc(bytes, 0xa0)]),
  'empty connection ids': (bytes) => list([7, many(0xdd, bytes, Buffer.of(0xa0)), map(0), map(0)]),
  'empty claims': (bytes) => list([4, text('c'), many(0xdf, bytes / 2, Buffer.of(0xa0, 0xa0))]),
  'headers of different names': (bytes) =>
    list([4, text('c'), map(0), numbered(bytes / 9, Buffer.of(0x90)), text(''), map(0)]),
  'payloads of different protocols': (bytes) =>
    list([8, text('u'), numbered(bytes / 10, Buffer.of(0xc4, 0)), map(0)]),
  'the same extension': (bytes) => list([38, text('c'), many(0xdf, bytes / 2, Buffer.of(1, 1))]),
  'an unknown extension, deep': (bytes) =>
    list([
      38,
      text('c'),
      Buffer.concat([Buffer.of(0x81, 99), Buffer.alloc(bytes, 0x91), Buffer.of(0xc0)]),
    ]),
  'an unknown extension, wide': (bytes) =>
    list([38, text('c'), Buffer.concat([Buffer.of(0x81, 99), many(0xdd, bytes, Buffer.of(0xc0))])]),
  'items that are announced and broken': (bytes) =>
    list([7, Buffer.concat([wideList(bytes), Buffer.alloc(bytes, 0xc1)])]),
  'claims that are announced and broken': (bytes) =>
    list([4, text('c'), Buffer.concat([count(0xdf, bytes / 2), Buffer.alloc(bytes, 0xc1)])]),
};

export function measureGrowth(): readonly GrowthFinding[] {
  return Object.entries(WORST).map(([name, create]) => {
    const small = framed(create(SMALL_BYTES));
    const large = framed(create(SMALL_BYTES * GROWTH));
    const smallTime = fastest(small) / small.length;
    const largeTime = fastest(large) / large.length;
    const slowdown = largeTime / smallTime;
    const heapBytesPerByte = heapFor(large) / large.length;
    return {
      name,
      nanosecondsPerByte: largeTime * 1e6,
      slowdown,
      heapBytesPerByte,
      isSound: slowdown <= MAX_SLOWDOWN && heapBytesPerByte <= MAX_HEAP_BYTES_PER_BYTE,
    };
  });
}

/** In milliseconds. */
function fastest(frame: Buffer): number {
  return Math.min(
    ...Array.from({ length: ROUNDS }, () => {
      const startedAt = performance.now();
      read(frame);
      return performance.now() - startedAt;
    }),
  );
}

function heapFor(frame: Buffer): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = read(frame);
  const after = process.memoryUsage().heapUsed;
  return kept === undefined ? 0 : Math.max(0, after - before);
}

function read(frame: Buffer): unknown {
  try {
    return new ServiceProtocol().decode(frame, { offset: 0, maxMessageBytes: undefined });
  } catch (error) {
    if (error instanceof ServiceProtocolError) {
      return error;
    }
    throw error;
  }
}

function list([type, ...items]: readonly [number, ...Buffer[]]): Buffer {
  return Buffer.concat([Buffer.of(0x91 + items.length, type), ...items]);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(0xa0 | value.length), Buffer.from(value)]);
}

function longText(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([count(0xdb, bytes.length), bytes]);
}

function blob(length: number): Buffer {
  return Buffer.concat([count(0xc6, length), Buffer.alloc(length)]);
}

function map(entries: number): Buffer {
  return Buffer.of(0x80 | entries);
}

function wideList(items: number): Buffer {
  return count(0xdd, items);
}

function many(head: number, amount: number, item: Buffer): Buffer {
  const whole = Math.floor(amount);
  return Buffer.concat([count(head, whole), Buffer.alloc(whole * item.length, item)]);
}

function numbered(amount: number, value: Buffer): Buffer {
  const whole = Math.floor(amount);
  const entries = Array.from({ length: whole }, (_, index) =>
    Buffer.concat([text(index.toString(36).padStart(6, '-')), value]),
  );
  return Buffer.concat([count(0xdf, whole), ...entries]);
}

function count(head: number, value: number): Buffer {
  const bytes = Buffer.alloc(5, head);
  bytes.writeUInt32BE(Math.floor(value), 1);
  return bytes;
}
