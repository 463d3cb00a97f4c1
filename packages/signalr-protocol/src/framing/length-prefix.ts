/**
 * Length framing of the MessagePack hub protocol: a message begins with its length, 7 bits a byte,
 * lowest first, the highest bit set on all bytes but the last.
 *
 * Spec: HubProtocol.md, "MessagePack (MsgPack) encoding". Rules: docs/spec/signalr-protocol.md, SP-4
 * to SP-7.
 */

import { ProtocolError } from '../errors.ts';
import { checkFrameBytes, type Frame, type FrameOptions } from './frame.ts';

const MAX_PREFIX_BYTES = 5;
/** 2 GiB - 1: what a signed 32-bit integer holds. */
const MAX_BODY_BYTES = 0x7fff_ffff;

/**
 * The message at `offset`, or `undefined` while it is incomplete.
 *
 * @throws {ProtocolError} `message-too-large` as soon as the announced length passes the limit.
 */
export function readLengthPrefixed(input: Uint8Array, options: FrameOptions): Frame | undefined {
  const { offset, maxMessageBytes } = options;
  let length = 0;

  for (let index = 0; index < MAX_PREFIX_BYTES; index += 1) {
    const byte = input[offset + index];
    if (byte === undefined) {
      return undefined;
    }
    // Not a shift: the fifth byte would push bits into the sign.
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      return readBody(input, { prefixBytes: index + 1, length, offset, maxMessageBytes });
    }
  }

  throw tooLargeForAnyone();
}

/** A frame around a message of at most 2 GiB. */
export function writeLengthPrefixed(body: Uint8Array): Uint8Array {
  const prefixBytes = prefixBytesFor(body.length);
  const frame = new Uint8Array(prefixBytes + body.length);

  let rest = body.length;
  for (let index = 0; index < prefixBytes - 1; index += 1) {
    frame[index] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  frame[prefixBytes - 1] = rest;
  frame.set(body, prefixBytes);
  return frame;
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
  checkFrameBytes(consumed, place.maxMessageBytes);

  const start = place.offset + place.prefixBytes;
  const end = start + place.length;
  return end > input.length ? undefined : { body: input.subarray(start, end), consumed };
}

function prefixBytesFor(length: number): number {
  if (length > MAX_BODY_BYTES) {
    throw new RangeError('Messages over 2GB in size are not supported.');
  }
  let bytes = 1;
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) {
    bytes += 1;
  }
  return bytes;
}

function tooLargeForAnyone(): ProtocolError {
  return new ProtocolError('message-too-large', 'Messages over 2GB in size are not supported.');
}
