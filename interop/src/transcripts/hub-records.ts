/** A stream of bytes of one hub connection as the texts of its messages. */

import { messagePackText } from './messagepack-text.ts';

const SEPARATOR = 0x1e;
/** Pings, and acknowledgements, which come when a second is over. */
const TIMED = /^(\{"type":6\}|\[6\]|\{"type":8,"sequenceId":\d+\}|\[8, \d+\])$/;

export type WireProtocol = 'json' | 'messagepack';

/** Bytes in whatever chunks, to records; the first one is the handshake's and always JSON. */
export class HubRecords {
  readonly #protocol: WireProtocol;
  #rest = Buffer.alloc(0);
  #isFirst = true;

  constructor(protocol: WireProtocol) {
    this.#protocol = protocol;
  }

  /** The messages that this chunk completes, those that time brings left out. */
  read(chunk: Uint8Array): readonly string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const texts: string[] = [];
    for (let text = this.#next(); text !== undefined; text = this.#next()) {
      if (!TIMED.test(text)) {
        texts.push(text);
      }
    }
    return texts;
  }

  /** Bytes that are no message yet. */
  get rest(): string {
    return this.#rest.toString('latin1');
  }

  #next(): string | undefined {
    const isJson = this.#isFirst || this.#protocol === 'json';
    const text = isJson ? this.#nextText() : this.#nextBinary();
    this.#isFirst = this.#isFirst && text === undefined;
    return text;
  }

  #nextText(): string | undefined {
    const end = this.#rest.indexOf(SEPARATOR);
    if (end === -1) {
      return undefined;
    }
    const record = this.#rest.subarray(0, end).toString('utf8');
    this.#rest = this.#rest.subarray(end + 1);
    return record;
  }

  #nextBinary(): string | undefined {
    let length = 0;
    for (let index = 0; index < Math.min(5, this.#rest.length); index += 1) {
      const byte = this.#rest[index] ?? 0;
      length += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) {
        return this.#takeBinary(index + 1, length);
      }
    }
    return undefined;
  }

  #takeBinary(start: number, length: number): string | undefined {
    if (this.#rest.length < start + length) {
      return undefined;
    }
    const body = this.#rest.subarray(start, start + length);
    this.#rest = this.#rest.subarray(start + length);
    return textOf(body);
  }
}

function textOf(body: Uint8Array): string {
  try {
    return messagePackText(body);
  } catch (error) {
    return `unreadable ${Buffer.from(body).toString('hex')}: ${String(error)}`;
  }
}
