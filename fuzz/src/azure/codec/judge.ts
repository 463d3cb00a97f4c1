/** What the codec must do with any bytes at all, checked on one input. */

import { isDeepStrictEqual } from 'node:util';
import { ServiceProtocol, ServiceProtocolError } from '@parley/azure-signalr-protocol';
import type { DecodedServiceMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import type { Random } from '../../random.ts';
import type { Input } from './inputs.ts';
import { judgePage } from './judge-page.ts';
import { Offence } from './offence.ts';
import type { Outcome } from './offence.ts';
import { differenceOf, plainItems } from './plain-reader.ts';

const MAX_MESSAGE_BYTES = 1_048_576;
/** Every cut of shorter inputs is tried, and of a share of the longer ones; of the others some. */
const ALL_CUTS_BYTES = 48;
const ALL_CUTS_SHARE = 0.02;
const SOME_CUTS = 6;
const SURROUNDINGS = [0xc1, 0x00] as const;
const ROOM_BYTES = 16;
const CODES: readonly string[] = ['service-message-malformed', 'service-message-too-large'];

const protocol = new ServiceProtocol();

/** @throws {Offence} */
export function judge(input: Input, random: Random): Outcome {
  return input.kind === 'member page' ? judgePage(input.bytes) : judgeFrame(input, random);
}

function judgeFrame(input: Input, random: Random): Outcome {
  const attempt = attemptIn(input.bytes, { start: 0, end: input.bytes.length });
  checkSurroundings(input.bytes, attempt, random.pick(SURROUNDINGS));
  checkCuts(input.bytes, attempt, random);
  const outcome = outcomeOf(input.bytes, attempt);
  if (input.isSound && (outcome.kind === 'refused' || outcome.kind === 'incomplete')) {
    throw new Offence(`A sound message was ${JSON.stringify(outcome)}.`);
  }
  return outcome;
}

/** What comes of several frames as they arrive, in pieces cut anywhere. @throws {Offence} */
export function judgeStream(inputs: readonly Input[], random: Random): void {
  const whole = Buffer.concat(inputs.map(({ bytes }) => bytes));
  const expected = inputs.map(({ bytes }) => messageOf(bytes));
  const messages: (ServiceMessage | undefined)[] = [];
  let kept = Buffer.alloc(0);
  for (let position = 0; position < whole.length;) {
    const next = position + 1 + random.below(random.chance(0.5) ? 4 : 60);
    kept = Buffer.concat([kept, whole.subarray(position, next)]);
    position = next;
    let offset = 0;
    let decoded = decode(kept, offset);
    while (decoded !== undefined) {
      messages.push(decoded.message);
      offset += decoded.consumed;
      decoded = decode(kept, offset);
    }
    kept = kept.subarray(offset);
  }
  if (kept.length > 0 || !isDeepStrictEqual(messages, expected)) {
    throw new Offence(`In pieces, ${inputs.length} messages became ${messages.length} others.`);
  }
}

type Attempt =
  | { readonly decoded: DecodedServiceMessage | undefined; readonly error?: undefined }
  | { readonly error: ServiceProtocolError };

function attemptIn(buffer: Uint8Array, { start, end }: Span): Attempt {
  try {
    return { decoded: decode(end === buffer.length ? buffer : buffer.subarray(0, end), start) };
  } catch (error) {
    if (error instanceof ServiceProtocolError && CODES.includes(error.code)) {
      return { error };
    }
    throw new Offence(`It threw ${String(error)}.`, { cause: error });
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function decode(input: Uint8Array, offset: number): DecodedServiceMessage | undefined {
  return protocol.decode(input, { offset, maxMessageBytes: MAX_MESSAGE_BYTES });
}

function messageOf(frame: Buffer): ServiceMessage | undefined {
  return decode(frame, 0)?.message;
}

/** What stands before and behind in the same memory has no part in it, and nothing is written there. */
function checkSurroundings(bytes: Buffer, expected: Attempt, filler: number): void {
  const room = Buffer.alloc(bytes.length + 2 * ROOM_BYTES, filler);
  room.set(bytes, ROOM_BYTES);
  const copy = Buffer.from(room);
  const span = { start: ROOM_BYTES, end: ROOM_BYTES + bytes.length };
  const attempt = attemptIn(room, span);
  const isSame =
    attempt.error === undefined
      ? expected.error === undefined && isDeepStrictEqual(attempt.decoded, expected.decoded)
      : attempt.error.message === expected.error?.message;
  if (!isSame) {
    throw new Offence('Its surroundings changed what was read.');
  }
  if (!room.equals(copy)) {
    throw new Offence('The input was changed.');
  }
  checkWithin(attempt, room, span);
}

/** Payloads are views into the frame. */
function checkWithin(attempt: Attempt, room: Buffer, { start, end }: Span): void {
  const message = attempt.error === undefined ? attempt.decoded?.message : undefined;
  for (const bytes of bytesOf(message)) {
    const from = bytes.byteOffset - room.byteOffset;
    const isWithin = bytes.buffer === room.buffer && from >= start && from + bytes.length <= end;
    if (bytes.length > 0 && !isWithin) {
      throw new Offence('Bytes of a message are not a view into its frame.');
    }
  }
}

function bytesOf(message: ServiceMessage | undefined): readonly Uint8Array[] {
  return Object.values(message ?? {}).flatMap((value: unknown) => {
    const values: readonly unknown[] = value instanceof Map ? [...value.values()] : [value];
    return values.filter((item) => item instanceof Uint8Array);
  });
}

/** Before its last byte a frame is incomplete, or refused as it is whole; never anything else. */
function checkCuts(bytes: Buffer, expected: Attempt, random: Random): void {
  const consumed = expected.error === undefined ? expected.decoded?.consumed : undefined;
  const wholeBytes = consumed ?? bytes.length;
  const cuts =
    wholeBytes <= ALL_CUTS_BYTES || random.chance(ALL_CUTS_SHARE)
      ? Array.from({ length: wholeBytes }, (_, cut) => cut)
      : Array.from({ length: SOME_CUTS }, () => random.below(wholeBytes));
  for (const cut of cuts) {
    const attempt = attemptIn(bytes, { start: 0, end: cut });
    const isIncomplete = attempt.error === undefined && attempt.decoded === undefined;
    const isRefused = expected.error !== undefined && attempt.error !== undefined;
    if (!isIncomplete && !(isRefused && attempt.error.message === expected.error.message)) {
      throw new Offence(`Cut at byte ${cut} of ${wholeBytes}, it was not waited for.`);
    }
  }
}

function outcomeOf(bytes: Buffer, attempt: Attempt): Outcome {
  if (attempt.error !== undefined) {
    return { kind: 'refused', code: attempt.error.code };
  }
  const { decoded } = attempt;
  if (decoded === undefined) {
    return { kind: 'incomplete' };
  }
  if (decoded.consumed < 1 || decoded.consumed > bytes.length) {
    throw new Offence(`It used ${decoded.consumed} of ${bytes.length} bytes.`);
  }
  if (decoded.message === undefined) {
    return { kind: 'skipped' };
  }
  const written = checkStable(decoded.message);
  const isCompared = checkMeaning(bytes.subarray(0, decoded.consumed), written);
  return { kind: 'read', type: decoded.message.type, isCompared };
}

/** What was read is written so that it reads the same, and is then written the same. */
function checkStable(message: ServiceMessage): Uint8Array {
  const written = protocol.encode(message);
  const again = decode(written, 0);
  if (again?.message === undefined || again.consumed !== written.length) {
    throw new Offence('What was written does not read.');
  }
  if (!isDeepStrictEqual(again.message, message)) {
    throw new Offence('What was written does not read as what was read.');
  }
  if (!Buffer.from(protocol.encode(again.message)).equals(written)) {
    throw new Offence('The second writing is not the first.');
  }
  return written;
}

/** Whether a reader of plain MessagePack took both and could compare them. @throws {Offence} */
function checkMeaning(read: Uint8Array, written: Uint8Array): boolean {
  const before = plainItems(bodyOf(read));
  const after = plainItems(bodyOf(written));
  if (after === undefined) {
    // That reader refuses this name in any map.
    if (Buffer.from(written).includes('__proto__')) {
      return false;
    }
    throw new Offence('What was written is no MessagePack.');
  }
  const difference = before && differenceOf(before, after);
  if (difference !== undefined) {
    throw new Offence(`To another reader, ${difference}.`);
  }
  return before !== undefined;
}

function bodyOf(frame: Uint8Array): Uint8Array {
  return frame.subarray(frame.findIndex((byte) => byte < 0x80) + 1);
}
