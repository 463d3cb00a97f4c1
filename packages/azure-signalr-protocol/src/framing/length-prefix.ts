/**
 * Framing of the service protocol: a message begins with its length, 7 bits a byte, lowest first, the
 * highest bit set on all bytes but the last.
 *
 * Rules: docs/spec/azure-service-protocol.md, AP-1 to AP-6.
 */

import { messageTooLarge, type ServiceProtocolError } from '../errors.ts';

export const MAX_PREFIX_BYTES = 5;
/** 2 GiB - 1: what a signed 32-bit integer holds. */
const MAX_BODY_BYTES = 0x7fff_ffff;

/** Where to begin, and how much one message may have. */
export interface FrameOptions {
  readonly offset: number;
  /** Prefix included. `undefined` is unlimited. */
  readonly maxMessageBytes: number | undefined;
}

export interface Frame {
  /** A view into the input. */
  readonly body: Uint8Array;
  /** Bytes used, prefix included. */
  readonly consumed: number;
}

/**
 * The message at `offset`, or `undefined` while it is incomplete.
 *
 * @throws {ServiceProtocolError} `service-message-too-large` as soon as the announced length passes the limit.
 */
export function readLengthPrefixed(input: Uint8Array, options: FrameOptions): Frame | undefined {
  let length = 0;

  for (let index = 0; index < MAX_PREFIX_BYTES; index += 1) {
    const byte = input[options.offset + index];
    if (byte === undefined) {
      return undefined;
    }
    // Not a shift: the fifth byte would push bits into the sign.
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      return readBody(input, { ...options, prefixBytes: index + 1, length });
    }
  }

  throw tooLargeForAnyone();
}

/** How many bytes `writePrefix` needs for a body of at most 2 GiB. */
export function prefixBytesFor(length: number): number {
  if (length > MAX_BODY_BYTES) {
    throw new RangeError('A message has at most 2 GiB.');
  }
  let bytes = 1;
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) {
    bytes += 1;
  }
  return bytes;
}

/** Writes the prefix of a body of `length` bytes, beginning at `offset`. */
export function writePrefix(target: Uint8Array, offset: number, length: number): void {
  let position = offset;
  let rest = length;
  while (rest > 0x7f) {
    target[position] = (rest & 0x7f) | 0x80;
    position += 1;
    rest >>>= 7;
  }
  target[position] = rest;
}

interface BodyPlace extends FrameOptions {
  readonly prefixBytes: number;
  readonly length: number;
}

function readBody(input: Uint8Array, place: BodyPlace): Frame | undefined {
  if (place.length > MAX_BODY_BYTES) {
    throw tooLargeForAnyone();
  }
  const consumed = place.prefixBytes + place.length;
  if (place.maxMessageBytes !== undefined && consumed > place.maxMessageBytes) {
    throw messageTooLarge(
      `A message of ${consumed} bytes passes the limit of ${place.maxMessageBytes}.`,
    );
  }
  const start = place.offset + place.prefixBytes;
  const end = start + place.length;
  return end > input.length ? undefined : { body: input.subarray(start, end), consumed };
}

function tooLargeForAnyone(): ServiceProtocolError {
  return messageTooLarge('A message has at most 2 GiB.');
}
