import { ServiceProtocolError, type ServiceProtocolErrorCode } from '../../src/errors.ts';

interface Refusal {
  readonly code: ServiceProtocolErrorCode;
  readonly message: string;
}

/** What `run` throws, which must be a ServiceProtocolError. */
export function protocolErrorOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    if (error instanceof ServiceProtocolError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

export function malformed(message: string): Refusal {
  return { code: 'service-message-malformed', message };
}
