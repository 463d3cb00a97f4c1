/** What goes out of the service, and how many messages Azure bills for it. */

/**
 * What Azure could bill: a hub message, a hub's ping, a client's handshake and its answer, the answer to a server's
 * request, news of a client that comes or leaves. Pings of server connections are none.
 */
export type DeliveryKind = 'message' | 'ping' | 'handshake' | 'acknowledgement' | 'connection';

/** Something that goes out of the service. */
export interface Delivery {
  readonly hub: string;
  readonly to: 'client' | 'server';
  /** Of the payload as it was sent. */
  readonly bytes: number;
  /** Where it went to a group. */
  readonly group?: string | undefined;
  /** Default: `message`. */
  readonly kind?: DeliveryKind;
}

const BILLED_BYTES = 2048;
const RECORD_SEPARATOR = '\u001e';
const JSON_PING = /^\{\s*"type"\s*:\s*6\s*\}$/;
/** A length of two, an array of one, the type 6. */
const MESSAGE_PACK_PING = '029106';
/** A burst of pings in one piece is no longer than this; more is a message. */
const MAX_PING_BYTES = 256;

/** In steps of 2 KB; nothing at all is one message too. */
export function billedMessages(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BILLED_BYTES));
}

/** Whether it is nothing but pings of a hub protocol: those that a server or a client sends to hear of the other. */
export function isHubPing(payload: Uint8Array): boolean {
  if (payload.length === 0 || payload.length > MAX_PING_BYTES) {
    return false;
  }
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return (
    areJsonPings(bytes.toString('latin1')) ||
    bytes.toString('hex').replaceAll(MESSAGE_PACK_PING, '') === ''
  );
}

function areJsonPings(text: string): boolean {
  const records = text.split(RECORD_SEPARATOR);
  return records.pop() === '' && records.every((record) => JSON_PING.test(record));
}
