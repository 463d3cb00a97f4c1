import { ProtocolError, type ProtocolErrorCode } from '../../src/errors.ts';

/** What `run` throws, which must be a ProtocolError. */
export function protocolErrorOf(run: () => unknown): { code: ProtocolErrorCode; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

export function malformed(message: string): { code: ProtocolErrorCode; message: string } {
  return { code: 'malformed-message', message };
}
