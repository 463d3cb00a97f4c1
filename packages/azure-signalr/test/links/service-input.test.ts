/** Messages in frames of any size. Rules: docs/spec/azure-signalr.md, AZ-47. */

import { ServiceMessageType, ServiceProtocol } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceInput } from '../../src/links/service-input.ts';

const protocol = new ServiceProtocol();

function dataOf(length: number): ServiceMessage {
  const type = ServiceMessageType.connectionData;
  return { type, connectionId: 'c1', payload: new Uint8Array(length).fill(length) };
}

function readAll(input: ServiceInput): ServiceMessage[] {
  const messages: ServiceMessage[] = [];
  for (let message = input.read(); message !== undefined; message = input.read()) {
    messages.push(message);
  }
  return messages;
}

test('[AZ-47] messages are the same at any split', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
      (lengths, steps) => {
        const messages = lengths.map(dataOf);
        const bytes = Buffer.concat(messages.map((message) => protocol.encode(message)));
        const input = new ServiceInput();
        const read: ServiceMessage[] = [];
        for (let start = 0, index = 0; start < bytes.length; index += 1) {
          const end = start + (steps[index % steps.length] ?? 1);
          // A chunk that is a part of a larger buffer, as the socket gives it.
          input.append(bytes.subarray(start, end));
          read.push(...readAll(input));
          start = end;
        }
        // Looked at last: what came later has changed nothing.
        expect(read).toEqual(messages);
      },
    ),
  );
});

test('[AZ-47] types that we do not know are skipped', () => {
  const input = new ServiceInput();
  const unknown = Uint8Array.of(4, 0x92, 0xcc, 200, 1);
  input.append(Buffer.concat([unknown, protocol.encode(dataOf(3)), unknown]));

  expect(readAll(input)).toEqual([dataOf(3)]);
});
