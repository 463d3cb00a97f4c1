/** The ways in which records stand on the wire, by who reads them. */

import { encodeServerSentEvent } from './server-sent-event.ts';
import { encodeWebSocketFrame } from './web-socket-frame.ts';

const ENCODERS = {
  'web-socket-text': (payload: Uint8Array) => encodeWebSocketFrame(payload, 'Text'),
  'web-socket-binary': (payload: Uint8Array) => encodeWebSocketFrame(payload, 'Binary'),
  'server-sent-event': encodeServerSentEvent,
} as const;

export type WireFormat = keyof typeof ENCODERS;

/** One frame or event, in one piece. */
export function encodeFrame(payload: Uint8Array, format: WireFormat): Buffer {
  return ENCODERS[format](payload);
}
