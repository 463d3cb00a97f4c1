/**
 * Hub messages as bytes: what the grammar allows, with hostile values; then the shape broken; then the bytes.
 *
 * A message is a list of fields, named for JSON and in the order of MessagePack, so that both encodings break alike.
 */

import { MessagePackHubProtocol, MessageType } from '@parley/signalr-protocol';
import { damaged } from '../damage.ts';
import type { Random } from '../random.ts';
import { anyText, anyValue } from './values.ts';

export type Encoding = 'json' | 'messagepack';
/** How far a frame is from what the grammar allows. */
export type Hostility = 'values' | 'shape' | 'bytes';

export interface FuzzFrame {
  readonly bytes: Buffer;
  readonly hostility: Hostility;
}

type Field = readonly [name: string, value: unknown];

const SHAPE_SHARE = 0.05;
const BYTES_SHARE = 0.025;
const IDS = ['1', '2', '3', 'a', 's1', '\u0000', 'long'.repeat(40)] as const;
const UNUSUAL_SHARE = 0.01;
const GROUPS = ['red', 'blue', '', '__proto__'] as const;
/** Payloads, whose null is a value. */
const NULLABLE: ReadonlySet<string> = new Set(['item', 'result', 'anything']);
const PACKER = new MessagePackHubProtocol();
const RECORD_SEPARATOR = 0x1e;

export function anyFrame(random: Random, encoding: Encoding): FuzzFrame {
  const kind = random.next();
  let fields = anyMessage(random);
  let hostility: Hostility = 'values';
  if (kind < SHAPE_SHARE) {
    hostility = 'shape';
    fields = misshapen(fields, random);
  }
  const bytes = encoding === 'json' ? jsonRecord(fields, random) : packedFrame(fields);
  return kind < SHAPE_SHARE || kind >= SHAPE_SHARE + BYTES_SHARE
    ? { bytes, hostility }
    : { bytes: damaged(bytes, random), hostility: 'bytes' };
}

/** Where a client that comes back says it goes on; mostly what may be true. */
export function sequenceFrame(random: Random, encoding: Encoding): Buffer {
  const sequenceId = random.chance(0.9) ? 1 + random.below(3) : random.below(10_000) - 100;
  const fields: readonly Field[] = [
    ['type', MessageType.sequence],
    ['sequenceId', sequenceId],
  ];
  return encoding === 'json' ? jsonRecord(fields, random) : packedFrame(fields);
}

function anyMessage(random: Random): readonly Field[] {
  const id = anyId(random);
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return invocation(MessageType.invocation, random);
    case 4:
    case 5:
      return invocation(MessageType.streamInvocation, random);
    case 6:
    case 7:
      return [...start(MessageType.streamItem, random, id), ['item', anyValue(random)]];
    case 8:
      return [...start(MessageType.completion, random, id), ...outcome(random)];
    case 9:
      return start(MessageType.cancelInvocation, random, id);
    case 10:
      return [['type', MessageType.ping]];
    default:
      return rareMessage(random);
  }
}

function anyId(random: Random): string {
  return random.chance(UNUSUAL_SHARE) ? '' : random.pick(IDS);
}

function rareMessage(random: Random): readonly Field[] {
  switch (random.below(12)) {
    case 0:
      return [
        ['type', MessageType.close],
        ['error', random.chance(0.5) ? anyText(random) : null],
        ['allowReconnect', random.chance(0.5)],
      ];
    case 1:
      return [
        ['type', random.pick([MessageType.ack, MessageType.sequence])],
        ['sequenceId', random.below(1_000)],
      ];
    default:
      return [
        ['type', 10 + random.below(200)],
        ['anything', anyValue(random)],
      ];
  }
}

function start(type: number, random: Random, id: string | null): readonly Field[] {
  const headers = random.chance(0.2) ? { traceparent: 'x', [headerName(random)]: 'v' } : {};
  return [
    ['type', type],
    ['headers', headers],
    ['invocationId', id],
  ];
}

function headerName(random: Random): string {
  const name = anyText(random);
  const isForbidden = name === '' || name === '__proto__';
  return isForbidden && !random.chance(UNUSUAL_SHARE) ? 'h' : name;
}

function invocation(type: number, random: Random): readonly Field[] {
  const [target, values, streams] = random.chance(0.9) ? knownCall(random) : unknownCall(random);
  const isAnswered = type === MessageType.streamInvocation || random.chance(0.7);
  const id = isAnswered ? anyId(random) : null;
  const streamIds = Array.from({ length: streams }, () => random.pick(IDS));
  return [
    ...start(type, random, id),
    ['target', target],
    ['arguments', values],
    ['streamIds', streamIds],
  ];
}

/** Methods of the hub with the arguments that they take, or nearly. */
function knownCall(random: Random): readonly [string, unknown[], number] {
  switch (random.below(15)) {
    case 0:
    case 1:
      return ['echo', [anyValue(random)], 0];
    case 2:
      return ['ADD', [random.below(9), anyValue(random)], 0];
    case 3:
      return ['fail', [], 0];
    case 4:
      return ['refuse', [anyText(random)], 0];
    case 5:
      return ['count', [random.below(12)], 0];
    case 6:
      return ['ticks', [], 0];
    case 7:
      return ['sum', [], 1];
    case 8:
      return ['double', [], 1];
    case 9:
      return ['join', [random.pick(GROUPS)], 0];
    case 10:
      return ['leave', [random.pick(GROUPS)], 0];
    case 11:
      return ['say', [random.pick(GROUPS), anyValue(random)], 0];
    case 12:
      return ['checked', [anyValue(random)], 0];
    case 13:
      return ['ask', [anyValue(random)], 0];
    default:
      return ['hold', [], 0];
  }
}

function unknownCall(random: Random): readonly [string, unknown[], number] {
  const values = Array.from({ length: random.below(4) }, () => anyValue(random));
  return [anyText(random), values, random.below(3)];
}

/** The outcome of a stream from the client. MessagePack says its kind, JSON does not. */
function outcome(random: Random): readonly Field[] {
  switch (random.below(3)) {
    case 0:
      return [
        ['', 1],
        ['error', anyText(random)],
      ];
    case 1:
      return [['', 2]];
    default:
      return [
        ['', 3],
        ['result', anyValue(random)],
      ];
  }
}

function misshapen(fields: readonly Field[], random: Random): readonly Field[] {
  const index = random.below(fields.length);
  const changed = [...fields];
  const [name] = fields[index] ?? ['type'];
  switch (random.below(5)) {
    case 0:
      changed.splice(index, 1);
      break;
    case 1:
      changed.splice(index, 0, [random.pick(['error', 'result', 'item', 'x']), anyValue(random)]);
      break;
    case 2:
      changed.reverse();
      break;
    default:
      changed.splice(index, 1, [name, anyValue(random)]);
  }
  return changed;
}

function jsonRecord(fields: readonly Field[], random: Random): Buffer {
  const written = fields
    .filter(
      ([name, value]) =>
        name !== '' && (value !== null || random.chance(UNUSUAL_SHARE) || NULLABLE.has(name)),
    )
    .filter(([, value]) => !isEmpty(value) || random.chance(0.5))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return Buffer.concat([Buffer.from(`{${written.join(',')}}`), Buffer.of(RECORD_SEPARATOR)]);
}

/** Headers and stream ids without any: JSON leaves them out. Arguments stay. */
function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}

function packedFrame(fields: readonly Field[]): Buffer {
  const body = packed(fields.map(([, value]) => value));
  const length: number[] = [];
  for (let rest = body.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      return Buffer.concat([Buffer.of(...length, rest), body]);
    }
    length.push((rest & 0x7f) | 0x80);
  }
}

/** Any value, packed by the codec as the item of a message and taken out of it. */
function packed(value: unknown): Buffer {
  const frame = PACKER.encode({ type: MessageType.streamItem, invocationId: '1', item: value });
  const prefixBytes = frame.findIndex((byte) => byte < 0x80) + 1;
  const itemStart = 5;
  return Buffer.from(frame.subarray(prefixBytes + itemStart));
}
