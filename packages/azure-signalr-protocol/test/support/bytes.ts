/** Bytes as tests like to write them. */

import type { ServiceMessage } from '../../src/service-message.ts';
import type { ServiceProtocol } from '../../src/service-protocol.ts';

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A body of up to 16 KiB behind its length, written without the code under test. */
export function framed(body: Uint8Array): Uint8Array {
  const prefix =
    body.length < 0x80 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return concatenated([new Uint8Array(prefix), body]);
}

export function framedHex(hex: string): Uint8Array {
  return framed(fromHex(hex));
}

/** All messages of a buffer that ends with a whole one, types we do not know as `undefined`. */
export function decodeAll(
  protocol: ServiceProtocol,
  input: Uint8Array,
): readonly (ServiceMessage | undefined)[] {
  const messages: (ServiceMessage | undefined)[] = [];
  for (let offset = 0; offset < input.length;) {
    const decoded = protocol.decode(input, { offset, maxMessageBytes: undefined });
    if (decoded === undefined) {
      throw new Error(`${input.length - offset} bytes left over`);
    }
    messages.push(decoded.message);
    offset += decoded.consumed;
  }
  return messages;
}

export function decodeOne(
  protocol: ServiceProtocol,
  input: Uint8Array,
): ServiceMessage | undefined {
  const messages = decodeAll(protocol, input);
  if (messages.length !== 1) {
    throw new Error(`${messages.length} messages, not one`);
  }
  return messages[0];
}

/** The body of a message that is shorter than 128 bytes. */
export function bodyHexOf(protocol: ServiceProtocol, message: ServiceMessage): string {
  return toHex(protocol.encode(message)).slice(2);
}
