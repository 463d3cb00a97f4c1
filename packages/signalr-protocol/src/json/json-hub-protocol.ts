/**
 * The JSON encoding of hub messages.
 *
 * Spec: HubProtocol.md, "JSON Encoding". Rules: docs/spec/signalr-protocol.md, SP-20 to SP-25.
 */

import { encodeTextRecord, readTextRecord } from '../framing/text-record.ts';
import type { HubMessage } from '../hub-message.ts';
import type { Decoded, DecodeOptions, HubProtocol } from '../hub-protocol.ts';
import { decodeUtf8, isJsonObject, notAnObject, parseJson } from './json-record.ts';
import { parseHubMessage } from './parse-hub-message.ts';
import { stringifyHubMessage } from './stringify-hub-message.ts';

/** `json`, versions 1 and 2. */
export class JsonHubProtocol implements HubProtocol {
  readonly name = 'json';
  readonly version = 2;
  readonly transferFormat = 'Text';

  encode(message: HubMessage): Uint8Array {
    return encodeTextRecord(stringifyHubMessage(message));
  }

  decode(input: Uint8Array, options: DecodeOptions): Decoded | undefined {
    const record = readTextRecord(input, options);
    if (record === undefined) {
      return undefined;
    }

    const value = parseJson(decodeUtf8(record.body));
    if (!isJsonObject(value)) {
      throw notAnObject(value);
    }
    return { message: parseHubMessage(value), consumed: record.consumed };
  }
}
