/**
 * What a peer can do wrong, and what follows from it.
 *
 * Rules: docs/spec/signalr-protocol.md, SP-40 and SP-41.
 */

/** What the server does about a protocol error, besides ending the connection. */
export interface Consequence {
  /** Whether the close message invites the client to come back, as ASP.NET Core's does. */
  readonly allowReconnect: boolean;
}

const CONSEQUENCES = {
  /** Bytes that are no message of this protocol, now or with any bytes after them. */
  'malformed-message': { allowReconnect: true },
  /** More bytes for one message than the reader accepts. */
  'message-too-large': { allowReconnect: true },
} as const satisfies Record<string, Consequence>;

/** What is wrong with the bytes. Each code stands in docs/errors.md. */
export type ProtocolErrorCode = keyof typeof CONSEQUENCES;

/** The peer broke the protocol; nothing after this point of its bytes can be read. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get consequence(): Consequence {
    return CONSEQUENCES[this.code];
  }
}

export function malformedMessage(text: string, cause?: unknown): ProtocolError {
  return new ProtocolError('malformed-message', text, cause === undefined ? undefined : { cause });
}

export function messageTooLarge(maxMessageBytes: number): ProtocolError {
  return new ProtocolError(
    'message-too-large',
    `The maximum message size of ${maxMessageBytes}B was exceeded.`,
  );
}
