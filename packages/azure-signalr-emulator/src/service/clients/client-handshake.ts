/**
 * A client's first record: the service reads it, and its server answers it.
 *
 * Rules: docs/spec/azure-service.md, AS-12.
 */

import {
  parseHandshakeRequest,
  ProtocolError,
  type ProtocolErrorCode,
} from '@parley/signalr-protocol';
import { transferFormatOf } from '../bytes/hub-framing.ts';

const MAX_HANDSHAKE_BYTES = 32 * 1024;

/** ASP.NET Core's. */
const SENTENCES: Readonly<Record<ProtocolErrorCode, string>> = {
  'malformed-message': 'An unexpected error occurred during connection handshake.',
  'message-too-large': 'Handshake was canceled.',
};

export interface ClientHandshake {
  /** Lower case. */
  readonly protocol: string;
  readonly version: number;
  /** As the client wrote it, for its server and for every one that follows. */
  readonly bytes: Uint8Array;
}

export type ReadHandshake =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'complete'; readonly handshake: ClientHandshake }
  /** The sentence is for the client. */
  | { readonly kind: 'refused'; readonly error: string };

export function readClientHandshake(input: Uint8Array, canCarryBinary: boolean): ReadHandshake {
  try {
    const request = parseHandshakeRequest(input, 0, { maxMessageBytes: MAX_HANDSHAKE_BYTES });
    if (request === undefined) {
      return { kind: 'incomplete' };
    }
    const protocol = request.protocol.toLowerCase();
    if (transferFormatOf(protocol) === 'Binary' && !canCarryBinary) {
      const error = `Cannot use the '${request.protocol}' protocol on the current transport. The transport does not support 'Binary' transfer format.`;
      return { kind: 'refused', error };
    }
    const { version, consumed } = request;
    return { kind: 'complete', handshake: { protocol, version, bytes: input.slice(0, consumed) } };
  } catch (error) {
    if (error instanceof ProtocolError) {
      return { kind: 'refused', error: SENTENCES[error.code] };
    }
    throw error;
  }
}
