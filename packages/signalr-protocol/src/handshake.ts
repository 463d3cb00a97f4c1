/**
 * The first exchange of a connection: always one JSON record each way, whatever protocol follows.
 *
 * Spec: HubProtocol.md, "Overview" and "Transport Protocol". Rules: docs/spec/signalr-protocol.md,
 * SP-50 to SP-55.
 */

import { malformedMessage } from './errors.ts';
import { encodeTextRecord, readTextRecord } from './framing/text-record.ts';
import {
  decodeUtf8,
  int32Property,
  isJsonObject,
  notAnObject,
  parseJson,
  wrongType,
} from './json/json-record.ts';

/** What the client wants to speak. Neither value has been compared with what we speak. */
export interface HandshakeRequest {
  readonly protocol: string;
  readonly version: number;
  /** Bytes used, record separator included; hub messages may follow in the same chunk. */
  readonly consumed: number;
}

/** What a handshake may cost before it is refused. */
export interface HandshakeLimits {
  /** Record separator included. `undefined` is unlimited. */
  readonly maxMessageBytes: number | undefined;
  /** From `offset` on, bytes in which an earlier call, with less of the same input, found no end of the message. */
  readonly searchedBytes?: number;
}

/**
 * The request at `offset`, or `undefined` while it is incomplete.
 *
 * @throws {ProtocolError} `malformed-message`, or `message-too-large` as soon as more than the limit
 *   is buffered.
 */
export function parseHandshakeRequest(
  input: Uint8Array,
  offset: number,
  limits: HandshakeLimits,
): HandshakeRequest | undefined {
  const record = readTextRecord(input, { ...limits, offset });
  if (record === undefined) {
    return undefined;
  }

  const text = decodeUtf8(record.body);
  const value = parseJson(firstObject(text));
  if (!isJsonObject(value)) {
    throw notAnObject(value);
  }
  const { protocol, version } = value as {
    readonly protocol?: unknown;
    readonly version?: unknown;
  };
  if (protocol !== undefined && typeof protocol !== 'string') {
    throw wrongType('protocol', 'String');
  }
  // A version of null is an absent one.
  const number =
    version === undefined || version === null ? undefined : int32Property(version, 'version');
  if (protocol === undefined) {
    throw missingFromRequest('protocol', text);
  }
  if (number === undefined) {
    throw missingFromRequest('version', text);
  }
  return { protocol, version: number, consumed: record.consumed };
}

/** The whole record. Without an error the handshake has succeeded; with one the connection ends. */
export function encodeHandshakeResponse(error?: string): Uint8Array {
  return encodeTextRecord(JSON.stringify({ error }));
}

/** The text up to the end of the object it begins with: ASP.NET Core reads no further. */
function firstObject(text: string): string {
  if (!text.trimStart().startsWith('{')) {
    return text;
  }
  let depth = 0;
  let isInString = false;

  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === '\\') {
        index += 1;
      } else if (character === '"') {
        isInString = false;
      }
    } else if (character === '"') {
      isInString = true;
    } else if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth === 0) {
        return text.slice(0, index + 1);
      }
    }
  }
  return text;
}

function missingFromRequest(property: string, content: string): Error {
  return malformedMessage(`Missing required property '${property}'. Message content: ${content}`);
}
