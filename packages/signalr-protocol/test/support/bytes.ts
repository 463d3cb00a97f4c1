/** Bytes as tests like to write them. */

import type { HubMessage } from '../../src/hub-message.ts';
import type { HubProtocol } from '../../src/hub-protocol.ts';

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function fromText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function toText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** A record of the JSON protocol. */
export function record(json: string): Uint8Array {
  return fromText(`${json}\u001e`);
}

/** A MessagePack body of up to 127 bytes behind its length. */
export function framed(body: Uint8Array): Uint8Array {
  return concatenated([new Uint8Array([body.length]), body]);
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** All messages of a buffer that ends with a whole one, types we do not know as `undefined`. */
export function decodeAll(
  protocol: HubProtocol,
  input: Uint8Array,
): readonly (HubMessage | undefined)[] {
  const messages: (HubMessage | undefined)[] = [];
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

export function decodeOne(protocol: HubProtocol, input: Uint8Array): HubMessage | undefined {
  const messages = decodeAll(protocol, input);
  if (messages.length !== 1) {
    throw new Error(`${messages.length} messages, not one`);
  }
  return messages[0];
}
