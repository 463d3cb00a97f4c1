/** Why a connection broke, as `onClosed` reports it. Nothing of this goes on the wire. */

const MEANINGS = {
  'connection-lost': 'The client went away without ending the connection.',
  'slow-consumer': 'The client reads more slowly than it is sent to: its buffer is full.',
  'send-timeout': 'The client took nothing of what was sent for too long.',
  'invalid-frame': 'The client sent a WebSocket frame that is malformed or too large.',
} as const satisfies Record<string, string>;

/** How a connection broke. Each code stands in docs/errors.md. */
export type TransportErrorCode = keyof typeof MEANINGS;

/** A connection that broke rather than ended. Match on `code`, never on the text. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, options?: ErrorOptions) {
    super(MEANINGS[code], options);
    this.code = code;
  }
}
