/**
 * What the other end of a server connection can do wrong, and what follows from it.
 *
 * Rules: docs/spec/azure-service-protocol.md, AP-60 to AP-64.
 */

/** What is done about a protocol error, besides reading no further. */
export interface ServiceConsequence {
  /** Status with which the WebSocket is closed; a connection that replaces it is welcome. */
  readonly closeStatus: number;
}

const CONSEQUENCES = {
  /** Bytes that are no message of this protocol, now or with any bytes after them. */
  'service-message-malformed': { closeStatus: 1002 },
  /** More bytes for one message than the reader accepts. */
  'service-message-too-large': { closeStatus: 1009 },
} as const satisfies Record<string, ServiceConsequence>;

export type ServiceProtocolErrorCode = keyof typeof CONSEQUENCES;

/** The other end broke the protocol; nothing after this point of its bytes can be read. */
export class ServiceProtocolError extends Error {
  override readonly name = 'ServiceProtocolError';
  readonly code: ServiceProtocolErrorCode;

  constructor(code: ServiceProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get consequence(): ServiceConsequence {
    return CONSEQUENCES[this.code];
  }
}

export function malformedMessage(text: string, cause?: unknown): ServiceProtocolError {
  const options = cause === undefined ? undefined : { cause };
  return new ServiceProtocolError('service-message-malformed', text, options);
}

export function messageTooLarge(text: string): ServiceProtocolError {
  return new ServiceProtocolError('service-message-too-large', text);
}
