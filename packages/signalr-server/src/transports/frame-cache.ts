/**
 * Bytes as each transport puts them on the wire, built once however many connections receive them.
 *
 * Records that wait together go as one frame: its cost is that of a write, whatever it holds. Members of a room have
 * the same records waiting, so the frame is shared: those that were joined last are found by the identity of their
 * records, a single record's by its own. Rules: docs/spec/signalr-transports.md, ST-71, ST-141 and ST-142.
 */

import { encodeServerSentEvent } from './server-sent-event.ts';
import { encodeWebSocketFrame } from './web-socket-frame.ts';

/** As ASP.NET Core's `TransportMaxBufferSize`, which bounds what it joins. */
export const MAX_JOINED_BYTES = 65_536;

/** Rooms whose members take turns in one flush. What is kept is so many times the bound above, for each format. */
const MAX_REMEMBERED = 8;

const ENCODERS = {
  'web-socket-text': (payload: Uint8Array) => encodeWebSocketFrame(payload, 'Text'),
  'web-socket-binary': (payload: Uint8Array) => encodeWebSocketFrame(payload, 'Binary'),
  'server-sent-event': encodeServerSentEvent,
} as const;

export type WireFormat = keyof typeof ENCODERS;

export class FrameCache {
  readonly #frames: Readonly<Record<WireFormat, FormatFrames>> = {
    'web-socket-text': new FormatFrames(ENCODERS['web-socket-text']),
    'web-socket-binary': new FormatFrames(ENCODERS['web-socket-binary']),
    'server-sent-event': new FormatFrames(ENCODERS['server-sent-event']),
  };

  /** One frame with these records, at least one. Shared with every other caller: not to be changed, nor is the list. */
  get(records: readonly Uint8Array[], format: WireFormat): Buffer {
    return this.#frames[format].get(records);
  }
}

interface JoinedFrame {
  readonly records: readonly Uint8Array[];
  readonly frame: Buffer;
}

class FormatFrames {
  readonly #encode: (payload: Uint8Array) => Buffer;
  /** Forgets a frame together with its record. */
  readonly #ofOne = new WeakMap<Uint8Array, Buffer>();
  /** The latest first. */
  readonly #joined: JoinedFrame[] = [];

  constructor(encode: (payload: Uint8Array) => Buffer) {
    this.#encode = encode;
  }

  get(records: readonly Uint8Array[]): Buffer {
    const [first] = records;
    return records.length === 1 && first !== undefined ? this.#single(first) : this.#join(records);
  }

  #single(record: Uint8Array): Buffer {
    let frame = this.#ofOne.get(record);
    if (frame === undefined) {
      frame = this.#encode(record);
      this.#ofOne.set(record, frame);
    }
    return frame;
  }

  #join(records: readonly Uint8Array[]): Buffer {
    for (const joined of this.#joined) {
      if (areSame(joined.records, records)) {
        return joined.frame;
      }
    }
    const frame = this.#encode(Buffer.concat(records));
    this.#joined.unshift({ records, frame });
    if (this.#joined.length > MAX_REMEMBERED) {
      this.#joined.pop();
    }
    return frame;
  }
}

function areSame(some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  // An index, as this runs over everything that a broadcast sends to everybody.
  for (let index = 0; index < some.length; index += 1) {
    if (some[index] !== others[index]) {
      return false;
    }
  }
  return some.length === others.length;
}
