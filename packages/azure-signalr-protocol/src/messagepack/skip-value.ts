/**
 * Where a MessagePack value ends, found without building it.
 *
 * Items that are still to come are counted, not nested: a value may be as deep as its bytes allow and
 * takes neither stack nor memory. Every item has a byte at least, so a count that the bytes cannot hold
 * ends the walk at once.
 */

/** Bytes of the formats that have always the same number of them, by their head bytes. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  0xc0: 1,
  0xc2: 1,
  0xc3: 1,
  0xca: 5,
  0xcb: 9,
  0xcc: 2,
  0xcd: 3,
  0xce: 5,
  0xcf: 9,
  0xd0: 2,
  0xd1: 3,
  0xd2: 5,
  0xd3: 9,
  0xd4: 3,
  0xd5: 4,
  0xd6: 6,
  0xd7: 10,
  0xd8: 18,
  0xdc: 3,
  0xdd: 5,
  0xde: 3,
  0xdf: 5,
};

/**
 * The position behind the value at `start`.
 *
 * @throws {RangeError} for a value that is cut short or of no known format.
 */
export function skipValue(view: DataView, start: number): number {
  let position = start;
  let pending = 1;

  while (pending > 0) {
    const head = view.getUint8(position);
    pending += itemsIn(view, head, position + 1) - 1;
    position += bytesBeforeItems(view, head, position + 1);
    if (position + pending > view.byteLength) {
      throw new RangeError('The value is cut short.');
    }
  }
  return position;
}

/** How many values an array or a map announces. */
function itemsIn(view: DataView, head: number, next: number): number {
  if (head >= 0x80 && head <= 0x8f) {
    return (head & 0x0f) * 2;
  }
  if (head >= 0x90 && head <= 0x9f) {
    return head & 0x0f;
  }
  switch (head) {
    case 0xdc:
      return view.getUint16(next);
    case 0xdd:
      return view.getUint32(next);
    case 0xde:
      return view.getUint16(next) * 2;
    case 0xdf:
      return view.getUint32(next) * 2;
    default:
      return 0;
  }
}

/** Bytes of the value itself, those of an array's or a map's items not counted. */
function bytesBeforeItems(view: DataView, head: number, next: number): number {
  if (head <= 0x9f || head >= 0xe0) {
    return 1;
  }
  if (head <= 0xbf) {
    return 1 + (head & 0x1f);
  }
  const fixed = FIXED_BYTES[head];
  if (fixed !== undefined) {
    return fixed;
  }
  switch (head) {
    case 0xc4:
    case 0xd9:
      return 2 + view.getUint8(next);
    case 0xc5:
    case 0xda:
      return 3 + view.getUint16(next);
    case 0xc6:
    case 0xdb:
      return 5 + view.getUint32(next);
    case 0xc7:
      return 3 + view.getUint8(next);
    case 0xc8:
      return 4 + view.getUint16(next);
    case 0xc9:
      return 6 + view.getUint32(next);
    default:
      throw new RangeError(`0x${head.toString(16)} begins no value.`);
  }
}
