import { expect, test } from 'vitest';
import { type HubMessage, MessageType } from '../src/hub-message.ts';
import type { HubProtocol } from '../src/hub-protocol.ts';
import { JsonHubProtocol } from '../src/json/json-hub-protocol.ts';
import { MessagePackHubProtocol } from '../src/messagepack/messagepack-hub-protocol.ts';
import { MissingEncodingError, SerializedMessage } from '../src/serialized-message.ts';

/** A payload that counts how often it is encoded. */
function countingMessage(): { message: HubMessage; encodings: () => number } {
  let count = 0;
  const item = {
    get value(): string {
      count += 1;
      return 'x';
    },
  };
  return {
    message: { type: MessageType.streamItem, invocationId: '1', item },
    encodings: () => count,
  };
}

function encodingsOnce(protocol: HubProtocol): number {
  const { message, encodings } = countingMessage();
  protocol.encode(message);
  return encodings();
}

test('[SP-60] nothing is encoded before a connection needs it', () => {
  const { message, encodings } = countingMessage();
  const serialized = SerializedMessage.of(message);
  expect(serialized.messageFor(new JsonHubProtocol())).toBe(message);
  expect(encodings()).toBe(0);
});

test('[SP-60] the same bytes serve every connection of a protocol, by its name', () => {
  const { message, encodings } = countingMessage();
  const serialized = SerializedMessage.of(message);
  const json = new JsonHubProtocol();
  const messagepack = new MessagePackHubProtocol();

  const bytes = serialized.bytesFor(json);
  expect(serialized.bytesFor(new JsonHubProtocol())).toBe(bytes);
  expect(bytes).toEqual(json.encode({ ...message }));
  const before = encodings();
  const packed = serialized.bytesFor(messagepack);
  expect(serialized.bytesFor(messagepack)).toBe(packed);
  expect(serialized.bytesFor(json)).toBe(bytes);
  expect(encodings() - before).toBe(encodingsOnce(messagepack));
});

test('[SP-61] frames that another server encoded are passed on as they are', () => {
  const json = new JsonHubProtocol();
  const frame = json.encode({ type: MessageType.invocation, target: 'said', arguments: ['hi'] });
  const serialized = SerializedMessage.fromFrames(new Map([['json', frame]]));

  expect(serialized.bytesFor(json)).toBe(frame);
  expect(serialized.messageFor(json)).toEqual({
    type: MessageType.invocation,
    target: 'said',
    arguments: ['hi'],
  });
});

test('[SP-62] frames without the asked-for protocol say so', () => {
  const serialized = SerializedMessage.fromFrames(new Map([['json', Uint8Array.of(0x7b)]]));

  expect(() => serialized.bytesFor(new MessagePackHubProtocol())).toThrow(MissingEncodingError);
  expect(() => serialized.messageFor(new MessagePackHubProtocol())).toThrow(MissingEncodingError);
  expect(() => serialized.messageFor(new JsonHubProtocol())).toThrow(
    'Another server sent a frame that holds no message.',
  );
});
