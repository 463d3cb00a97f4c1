/**
 * The one message of this benchmark: a token of a streamed answer, 120 bytes long on every server, with a stamp at a
 * place that is known. Records of one size make it possible to count them by counting bytes.
 */

/** Of one record, the separator included, the header of its WebSocket frame not. */
export const RECORD_BYTES = 120;
export const ROOM = 'room-1';
export const EVENT = 'token';
export const RECORD_SEPARATOR = '\u001e';

const MESSAGE_ID = 'm0000042';
const TEXT = ' streaming to';
const SEQUENCE_DIGITS = 8;
const TIME_DIGITS = 14;

/** Where the digits are, counted from the start of the stamp. */
export const STAMP_LAYOUT = {
  sequence: { at: 0, digits: SEQUENCE_DIGITS },
  dueUs: { at: SEQUENCE_DIGITS + 1, digits: TIME_DIGITS },
  sentUs: { at: SEQUENCE_DIGITS + TIME_DIGITS + 2, digits: TIME_DIGITS },
} as const;

/** How a server writes a record, and therefore where the stamp is in it and what its last byte must be. */
export type RecordFormat = 'signalr' | 'socket.io';

interface RecordShape {
  readonly stampAt: number;
  readonly lastByte: number;
  /** So long that the record has its size. */
  readonly text: string;
}

export const RECORD_SHAPES: Readonly<Record<RecordFormat, RecordShape>> = {
  signalr: shapeOf(['{"type":1,"target":"token","arguments":["', `"]}${RECORD_SEPARATOR}`]),
  'socket.io': shapeOf(['42["token","', '"]']),
};

export interface Stamp {
  /** From 0, for each server process. */
  readonly sequence: number;
  readonly dueUs: number;
  readonly sentUs: number;
}

/** What is sent to the clients with `EVENT`. */
export function recordArguments(
  stamp: Stamp,
  format: RecordFormat,
): [string, string, string, string] {
  return [ROOM, MESSAGE_ID, stampText(stamp), RECORD_SHAPES[format].text];
}

function stampText({ sequence, dueUs, sentUs }: Stamp): string {
  const times = [dueUs, sentUs].map((time) => `${time}`.padStart(TIME_DIGITS, '0'));
  return [`${sequence}`.padStart(SEQUENCE_DIGITS, '0'), ...times].join(':');
}

function shapeOf([before, after]: [string, string]): RecordShape {
  const head = `${before}${ROOM}","${MESSAGE_ID}","`;
  const stamp = stampText({ sequence: 0, dueUs: 0, sentUs: 0 });
  const text = TEXT.padEnd(RECORD_BYTES - `${head}${stamp}","${after}`.length, '.');
  return { stampAt: head.length, lastByte: after.charCodeAt(after.length - 1), text };
}
