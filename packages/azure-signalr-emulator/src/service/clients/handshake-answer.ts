/** What servers answer to a client's handshake: one record of JSON, whatever the protocol. */

const ACCEPTED = Buffer.from('{}\u001e');

export function isRefusal(answer: Uint8Array): boolean {
  return Buffer.from(answer).includes('"error"');
}

/**
 * An acceptance where none is due: of a server that was given an open client, and answers its handshake once more. It
 * is nothing else in any protocol: JSON messages have a type, and binary ones of that length are too short.
 */
export function isLateAnswer(payload: Uint8Array): boolean {
  return ACCEPTED.equals(payload);
}
