/**
 * Where a MessagePack value ends, found without building it.
 *
 * A hostile value of a few bytes can announce an array of four thousand million items, or nest
 * without end; here neither costs anything before it is refused.
 */

import { malformedMessage } from '../errors.ts';
import { MAX_NESTING_DEPTH, nestingTooDeep } from '../nesting.ts';

interface ValuePlace {
  readonly start: number;
  /** Level of the value itself; the message is level 1. */
  readonly depth: number;
  /** Text of the error for a value that is cut short or of no known format. */
  readonly failure: string;
}

/**
 * The position behind the value.
 *
 * @throws {ProtocolError} `malformed-message`
 */
export function measureValue(view: DataView, place: ValuePlace): number {
  try {
    return endOfValue(view, place.start, place.depth);
  } catch (error) {
    if (error instanceof RangeError) {
      throw malformedMessage(place.failure, error);
    }
    throw error;
  }
}

/** Reads past the end are RangeErrors of the view; the recursion is bounded by the depth. */
function endOfValue(view: DataView, start: number, depth: number): number {
  const head = view.getUint8(start);
  const next = start + 1;

  if (head <= 0x7f || head >= 0xe0) {
    return next;
  }
  if (head <= 0x8f) {
    return endOfItems(view, { next, count: (head & 0x0f) * 2 }, depth);
  }
  if (head <= 0x9f) {
    return endOfItems(view, { next, count: head & 0x0f }, depth);
  }
  if (head <= 0xbf) {
    return skip(view, next, head & 0x1f);
  }
  switch (head) {
    case 0xdc:
      return endOfItems(view, { next: next + 2, count: view.getUint16(next) }, depth);
    case 0xdd:
      return endOfItems(view, { next: next + 4, count: view.getUint32(next) }, depth);
    case 0xde:
      return endOfItems(view, { next: next + 2, count: view.getUint16(next) * 2 }, depth);
    case 0xdf:
      return endOfItems(view, { next: next + 4, count: view.getUint32(next) * 2 }, depth);
    default:
      return endOfScalar(view, head, next);
  }
}

function endOfItems(
  view: DataView,
  items: { readonly next: number; readonly count: number },
  depth: number,
): number {
  if (depth > MAX_NESTING_DEPTH) {
    throw nestingTooDeep();
  }
  // Every item takes a byte at least.
  skip(view, items.next, items.count);

  let position = items.next;
  for (let index = 0; index < items.count; index += 1) {
    position = endOfValue(view, position, depth + 1);
  }
  return position;
}

/** Strings, bytes, extensions and numbers, by their head bytes. */
function endOfScalar(view: DataView, head: number, next: number): number {
  switch (head) {
    case 0xc0:
    case 0xc2:
    case 0xc3:
      return next;
    case 0xc4:
    case 0xd9:
      return skip(view, next + 1, view.getUint8(next));
    case 0xc5:
    case 0xda:
      return skip(view, next + 2, view.getUint16(next));
    case 0xc6:
    case 0xdb:
      return skip(view, next + 4, view.getUint32(next));
    case 0xc7:
      return skip(view, next + 2, view.getUint8(next));
    case 0xc8:
      return skip(view, next + 3, view.getUint16(next));
    case 0xc9:
      return skip(view, next + 5, view.getUint32(next));
    case 0xcc:
    case 0xd0:
      return skip(view, next, 1);
    case 0xcd:
    case 0xd1:
      return skip(view, next, 2);
    case 0xca:
    case 0xce:
    case 0xd2:
      return skip(view, next, 4);
    case 0xcb:
    case 0xcf:
    case 0xd3:
      return skip(view, next, 8);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return skip(view, next + 1, 2 ** (head - 0xd4));
    default:
      throw new RangeError(`0x${head.toString(16)} begins no value.`);
  }
}

function skip(view: DataView, position: number, count: number): number {
  if (position + count > view.byteLength) {
    throw new RangeError('The value is cut short.');
  }
  return position + count;
}
