/**
 * The application's values inside a JSON message: arguments, items and results.
 *
 * Bytes travel as base64, as in .NET. Rules: docs/spec/signalr-protocol.md, SP-13, SP-25, SP-42, SP-43.
 */

import { forbiddenKey, MAX_NESTING_DEPTH, nestingTooDeep } from '../nesting.ts';
import { encodeBase64 } from './base64.ts';

/** JSON of a value. What JSON cannot say (`undefined`, a function) becomes `null`. */
export function stringifyPayload(value: unknown): string {
  // A replacer takes JSON.stringify off its fast path, so only what needs it pays for it.
  const text = needsReplacer(value, 0)
    ? JSON.stringify(value, bytesAsBase64)
    : JSON.stringify(value);
  return (text as string | undefined) ?? 'null';
}

/**
 * Refuses parsed values that could hurt the code they are handed to.
 *
 * @throws {ProtocolError} `malformed-message` for values nested too deep, or a `__proto__` key.
 */
export function checkPayload(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (depth > MAX_NESTING_DEPTH) {
    throw nestingTooDeep();
  }

  if (Array.isArray(value)) {
    for (const item of value) {
      checkPayload(item, depth + 1);
    }
    return;
  }
  const record = value as Readonly<Record<string, unknown>>;
  // All keys are own and enumerable here; for-in does not allocate their list.
  for (const key in record) {
    if (key === '__proto__') {
      throw forbiddenKey();
    }
    checkPayload(record[key], depth + 1);
  }
}

function needsReplacer(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return false;
  }
  // Past this depth it may be a cycle, which JSON.stringify names better.
  if (value instanceof Uint8Array || 'toJSON' in value || depth > MAX_NESTING_DEPTH) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some((item) => needsReplacer(item, depth + 1));
  }
  for (const key in value) {
    if (needsReplacer((value as Readonly<Record<string, unknown>>)[key], depth + 1)) {
      return true;
    }
  }
  return false;
}

// The holder is asked, because a subclass of Uint8Array may have replaced itself through `toJSON`.
function bytesAsBase64(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Readonly<Record<string, unknown>>)[key];
  if (original instanceof Uint8Array) {
    return encodeBase64(original);
  }
  return value instanceof Uint8Array ? encodeBase64(value) : value;
}
