import { expect, test } from 'vitest';
import { FrameCounter } from '../src/fanout/load/frame-counter.ts';
import { StampReader } from '../src/fanout/load/stamp-reader.ts';
import { RECORD_BYTES } from '../src/fanout/record.ts';
import { signalRRecord, signalRRecords } from './support/records.ts';
import { fragmentedMessage, piecesOf, pingFrame, textFrame } from './support/server-frames.ts';

const COUNT = 1_000;
const RECORDS = signalRRecords(COUNT);
const JOINED = Buffer.concat(RECORDS);

const SHAPES: readonly [name: string, bytes: Buffer][] = [
  ['a frame for each', Buffer.concat(RECORDS.map(textFrame))],
  ['all in one frame', textFrame(JOINED)],
  ['fragments that end anywhere', fragmentedMessage(JOINED, 4_093)],
  ['fragments smaller than a record', fragmentedMessage(JOINED, 7)],
  [
    'pings in between',
    Buffer.concat(RECORDS.flatMap((each) => [pingFrame(Buffer.from('ping')), textFrame(each)])),
  ],
];

const CUTS: readonly (readonly number[])[] = [[1_000_000], [1], [3, 1, 121, 2], [65_536, 13]];

for (const [name, bytes] of SHAPES) {
  test.each(CUTS.map((cut) => [cut]))(`every record is counted: ${name}, read in %j`, (cut) => {
    const stamps: [number, number][] = [];
    const counter = new FrameCounter();
    const reader = new StampReader('signalr', (dueUs, sentUs) => stamps.push([dueUs, sentUs]));
    counter.sink = reader;
    for (const piece of piecesOf(bytes, cut)) counter.push(piece, piece.length);

    expect(counter.payloadBytes).toBe(COUNT * RECORD_BYTES);
    expect([reader.gaps, reader.malformed]).toEqual([0, 0]);
    expect(stamps).toEqual(RECORDS.map((_, sequence) => [sequence, sequence + 1]));
  });
}

test('frames are counted each, control frames apart', () => {
  const counter = new FrameCounter();
  const bytes = Buffer.concat([textFrame(Buffer.from('text')), pingFrame(Buffer.alloc(0))]);
  counter.push(bytes, bytes.length);

  expect([counter.frames, counter.controlFrames, counter.payloadBytes]).toEqual([1, 1, 4]);
});

test('only so much of the buffer is looked at as was read', () => {
  const counter = new FrameCounter();
  counter.push(Buffer.concat([textFrame(Buffer.from('text')), Buffer.from('left over')]), 6);

  expect(counter.payloadBytes).toBe(4);
});

test('a close frame is noticed', () => {
  const counter = new FrameCounter();
  counter.push(Buffer.from([0x88, 0x02, 0x03, 0xe8]), 4);

  expect(counter.hasCloseFrame).toBe(true);
});

test('a record that is missing, doubled or out of order is a gap', () => {
  const orders = [
    [0, 1, 3],
    [0, 1, 1, 2],
    [0, 2, 1],
  ];
  const gaps = orders.map((order) => {
    const reader = new StampReader('signalr', () => undefined);
    for (const sequence of order) {
      reader.take(signalRRecord({ sequence, dueUs: 0, sentUs: 0 }), 0, RECORD_BYTES);
    }
    return reader.gaps;
  });

  expect(gaps).toEqual([1, 1, 2]);
});

test('a record of another size is noticed', () => {
  const reader = new StampReader('signalr', () => undefined);
  const longer = Buffer.concat([Buffer.from(' '), JOINED.subarray(0, RECORD_BYTES)]);
  reader.take(longer, 0, longer.length);

  expect(reader.malformed).toBe(1);
});
