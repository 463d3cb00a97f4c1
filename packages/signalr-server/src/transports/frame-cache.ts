/**
 * Bytes as each transport puts them on the wire, built once however many connections receive them.
 *
 * A broadcast hands the same `Uint8Array` to every connection, so its identity is the key; the weak map forgets the
 * frames together with the bytes.
 */

import { encodeServerSentEvent } from './server-sent-event.ts';
import { encodeWebSocketFrame } from './web-socket-frame.ts';

const ENCODERS = {
  'web-socket-text': (bytes: Uint8Array) => encodeWebSocketFrame(bytes, 'Text'),
  'web-socket-binary': (bytes: Uint8Array) => encodeWebSocketFrame(bytes, 'Binary'),
  'server-sent-event': encodeServerSentEvent,
} as const;

export type WireFormat = keyof typeof ENCODERS;

export class FrameCache {
  readonly #frames: Readonly<Record<WireFormat, WeakMap<Uint8Array, Buffer>>> = {
    'web-socket-text': new WeakMap(),
    'web-socket-binary': new WeakMap(),
    'server-sent-event': new WeakMap(),
  };

  /** Shared with every other caller: not to be changed. */
  get(bytes: Uint8Array, format: WireFormat): Buffer {
    const frames = this.#frames[format];
    let frame = frames.get(bytes);
    if (frame === undefined) {
      frame = ENCODERS[format](bytes);
      frames.set(bytes, frame);
    }
    return frame;
  }
}
