/** What servers answer to a client's handshake: one record of JSON, whatever the protocol. Rules: AS-27, AS-28, AS-53. */

import { MessageSplitter } from '../bytes/message-splitter.ts';

const ACCEPTED = Buffer.from('{}\u001e');

/** `record` is for the client. */
export type ReadAnswer =
  | { readonly kind: 'incomplete' }
  /** The rest is the client's protocol. */
  | { readonly kind: 'accepted'; readonly record: Uint8Array; readonly rest: Uint8Array }
  | { readonly kind: 'refused'; readonly record: Uint8Array };

/** Of everything that the server has sent for the client. */
export function readHandshakeAnswer(bytes: Uint8Array): ReadAnswer {
  const [record] = new MessageSplitter('records').push(bytes);
  if (record === undefined) {
    return { kind: 'incomplete' };
  }
  return Buffer.from(record).includes('"error"')
    ? { kind: 'refused', record }
    : { kind: 'accepted', record, rest: bytes.subarray(record.length) };
}

/**
 * An acceptance where none is due: of a server that was given an open client, and answers its handshake once more. It
 * is nothing else in any protocol: JSON messages have a type, and binary ones of that length are too short.
 */
export function isLateAnswer(payload: Uint8Array): boolean {
  return ACCEPTED.equals(payload);
}
