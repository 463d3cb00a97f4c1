/** The step from the bytes of a record to a JSON object of unknown shape. */

import { malformedMessage } from '../errors.ts';

// Fatal, and a byte order mark is not skipped: what is not UTF-8 JSON is malformed.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws {ProtocolError} `malformed-message` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw malformedMessage('Error reading JSON.', error);
  }
}

/** @throws {ProtocolError} `malformed-message` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformedMessage('Error reading JSON.', error);
  }
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function notAnObject(value: unknown): Error {
  return malformedMessage(
    `Unexpected JSON Token Type '${tokenName(value)}'. Expected a JSON Object.`,
  );
}

export function wrongType(property: string, expected: string): Error {
  return malformedMessage(`Expected '${property}' to be of type ${expected}.`);
}

/** @throws {ProtocolError} `malformed-message` for anything but an integer of 32 bits. */
export function int32Property(value: unknown, property: string): number {
  if (typeof value !== 'number') {
    throw wrongType(property, 'Number');
  }
  if ((value | 0) !== value) {
    throw malformedMessage(
      'Either the JSON value is not in a supported format, or is out of bounds for an Int32.',
    );
  }
  return value;
}

export function missingProperty(property: string): Error {
  return malformedMessage(`Missing required property '${property}'.`);
}

/** What .NET calls the JSON token that a value was written as. */
function tokenName(value: unknown): string {
  if (value === null) {
    return 'Null';
  }
  if (Array.isArray(value)) {
    return 'Array';
  }
  const name = typeof value === 'boolean' ? String(value) : typeof value;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
