/** Where the messages of each hub protocol end, and what frames carry them. */

/** `records` end with the byte 0x1E; `lengths` begin with how long they are, 7 bits a byte, lowest first. */
export type HubFraming = 'records' | 'lengths';

/** Of what WebSocket frames say that they hold. */
export type TransferFormat = 'Text' | 'Binary';

const BINARY_PROTOCOLS: ReadonlySet<string> = new Set(['messagepack', 'blazorpack']);

/** `protocol` in lower case. One that nobody knows is text, as the handshake that refuses it is. */
export function framingOf(protocol: string): HubFraming {
  return BINARY_PROTOCOLS.has(protocol) ? 'lengths' : 'records';
}

export function transferFormatOf(protocol: string): TransferFormat {
  return BINARY_PROTOCOLS.has(protocol) ? 'Binary' : 'Text';
}
