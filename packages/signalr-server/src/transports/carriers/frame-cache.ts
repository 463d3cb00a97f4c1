/**
 * Bytes as each transport puts them on the wire, built once however many connections receive them.
 *
 * Records that wait together go as one frame: its cost is that of a write, whatever it holds. Members of a room have
 * the same records waiting, so the frame is shared: the latest are found by the identity of their records. A weak map
 * of all of them would cost the garbage collector more than the frames of answers to single clients are worth.
 *
 * Rules: docs/spec/signalr-transports.md, ST-71, ST-141 and ST-142.
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

/** How records are put together on the wire. */
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

interface RememberedFrame {
  readonly records: readonly Uint8Array[];
  readonly frame: Buffer;
}

class FormatFrames {
  readonly #encode: (payload: Uint8Array) => Buffer;
  /** The latest first. */
  readonly #recent: RememberedFrame[] = [];
  /** Of records that are too large to be held on to: each is forgotten together with its record. */
  readonly #ofLarge = new WeakMap<Uint8Array, Buffer>();

  constructor(encode: (payload: Uint8Array) => Buffer) {
    this.#encode = encode;
  }

  get(records: readonly Uint8Array[]): Buffer {
    const [first] = records;
    if (first !== undefined && first.length > MAX_JOINED_BYTES) {
      return this.#large(first);
    }
    for (const remembered of this.#recent) {
      if (areSame(remembered.records, records)) {
        return remembered.frame;
      }
    }
    return this.#remember(records, first);
  }

  #remember(records: readonly Uint8Array[], first: Uint8Array | undefined): Buffer {
    const isSingle = records.length === 1 && first !== undefined;
    const frame = this.#encode(isSingle ? first : Buffer.concat(records));
    this.#recent.unshift({ records, frame });
    if (this.#recent.length > MAX_REMEMBERED) {
      this.#recent.pop();
    }
    return frame;
  }

  /** Joined with nothing: see `RecordQueue.take`. */
  #large(record: Uint8Array): Buffer {
    let frame = this.#ofLarge.get(record);
    if (frame === undefined) {
      frame = this.#encode(record);
      this.#ofLarge.set(record, frame);
    }
    return frame;
  }
}

function areSame(some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  if (some.length !== others.length) {
    return false;
  }
  // An index, as this runs over everything that a broadcast sends to everybody.
  for (let index = 0; index < some.length; index += 1) {
    if (some[index] !== others[index]) {
      return false;
    }
  }
  return true;
}
