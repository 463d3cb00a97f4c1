/**
 * Record framing of the JSON hub protocol and of the handshake: a message ends with the byte 0x1E.
 *
 * Spec: HubProtocol.md, "JSON Encoding". Rules: docs/spec/signalr-protocol.md, SP-1 to SP-3.
 */

import { checkFrameBytes, type Frame, type FrameOptions } from './frame.ts';

/** It cannot occur inside a record, as JSON escapes control characters. */
const RECORD_SEPARATOR = 0x1e;
const ENCODER = new TextEncoder();

export function encodeTextRecord(json: string): Uint8Array {
  return ENCODER.encode(json + String.fromCharCode(RECORD_SEPARATOR));
}

/**
 * The record at `offset`, or `undefined` while its end is missing.
 *
 * @throws {ProtocolError} `message-too-large` once a record, finished or not, passes the limit.
 */
export function readTextRecord(input: Uint8Array, options: FrameOptions): Frame | undefined {
  const { offset, maxMessageBytes, searchedBytes = 0 } = options;
  const end = input.indexOf(RECORD_SEPARATOR, offset + searchedBytes);
  if (end === -1) {
    checkFrameBytes(input.length - offset, maxMessageBytes);
    return undefined;
  }

  const consumed = end + 1 - offset;
  checkFrameBytes(consumed, maxMessageBytes);
  return { body: input.subarray(offset, end), consumed };
}
