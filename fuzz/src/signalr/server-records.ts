/** What the server says, taken apart without its codec: every record whole, every message one that a server sends. */

import type { Encoding } from './messages.ts';

const SEPARATOR = '\u001e';
/** Invocation, item, completion, ping, close, and the two of stateful reconnect. */
const SENT_TYPES = new Set([1, 2, 3, 6, 7, 8, 9]);

export class ServerRecords {
  readonly #encoding: Encoding;
  #hasHandshake = false;
  /** What the server said about the end, in words; it says nothing after it. */
  farewell: string | undefined;
  messages = 0;

  constructor(encoding: Encoding, { hasHandshake = false } = {}) {
    this.#encoding = encoding;
    this.#hasHandshake = hasHandshake;
  }

  /** One WebSocket message, event, or body of a poll. @throws {Error} for what a server may not send. */
  push(chunk: Buffer): void {
    let rest = chunk;
    if (!this.#hasHandshake && rest.length > 0) {
      rest = this.#readHandshake(rest);
    }
    if (this.#encoding === 'json') {
      this.#readJson(rest.toString());
    } else {
      this.#readPacked(rest);
    }
  }

  #readHandshake(chunk: Buffer): Buffer {
    const end = chunk.indexOf(SEPARATOR);
    const answer = JSON.parse(chunk.subarray(0, end).toString()) as { readonly error?: string };
    this.#hasHandshake = true;
    if (answer.error !== undefined) {
      this.farewell = 'handshake refused';
    }
    return chunk.subarray(end + 1);
  }

  #readJson(text: string): void {
    const records = text.split(SEPARATOR);
    if (records.pop() !== '') {
      throw new Error('The server split a record.');
    }
    for (const record of records) {
      const { type, error } = JSON.parse(record) as {
        readonly type: number;
        readonly error?: string;
      };
      this.#note(type, error !== undefined);
    }
  }

  #readPacked(bytes: Buffer): void {
    let position = 0;
    while (position < bytes.length) {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes.readUInt8(position++);
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
          break;
        }
      }
      const [head = 0, type = 0, third] = bytes.subarray(position, position + length);
      if (position + length > bytes.length || (head & 0xf0) !== 0x90) {
        throw new Error('The server split a message.');
      }
      this.#note(type, third !== 0xc0);
      position += length;
    }
  }

  #note(type: number, hasError: boolean): void {
    if (this.farewell !== undefined) {
      throw new Error(`The server sent a message of type ${type} after its farewell.`);
    }
    if (!SENT_TYPES.has(type)) {
      throw new Error(`The server sent a message of type ${type}.`);
    }
    this.messages += 1;
    if (type === 7) {
      this.farewell = hasError ? 'close message with an error' : 'close message';
    }
  }
}
