import { MessagePackHubProtocol, MessageType } from '@parley/signalr-protocol';
import { expect, test } from 'vitest';
import { readHubMessageHead } from '../../../src/service/bytes/hub-message-head.ts';

const PROTOCOL = new MessagePackHubProtocol();

test('[AS-55] calls and their answers are known by type and id', () => {
  const invocation = {
    type: MessageType.invocation,
    invocationId: '7',
    target: 'sum',
    arguments: [1, { deep: [2] }],
  } as const;
  const json = Buffer.from(`${JSON.stringify(invocation)}\u001e`);

  expect(readHubMessageHead(json, 'records')).toEqual({ type: 1, invocationId: '7' });
  expect(readHubMessageHead(PROTOCOL.encode(invocation), 'lengths')).toEqual({
    type: 1,
    invocationId: '7',
  });
  const completion = { type: MessageType.completion, invocationId: '7', outcome: { kind: 'void' } };
  expect(readHubMessageHead(Buffer.from(`${JSON.stringify(completion)}\u001e`), 'records')).toEqual(
    { type: 3, invocationId: '7' },
  );
});

test('[AS-55] a message without an id belongs to no call', () => {
  const send = { type: MessageType.invocation, target: 'say', arguments: [] } as const;

  expect(readHubMessageHead(PROTOCOL.encode(send), 'lengths')).toEqual({
    type: 1,
    invocationId: undefined,
  });
  expect(readHubMessageHead(PROTOCOL.encode({ type: MessageType.ping }), 'lengths')).toEqual({
    type: 6,
    invocationId: undefined,
  });
});

test.each([
  ['records', Buffer.from('{"type":\u001e')],
  ['records', Buffer.from('null\u001e')],
  ['records', Buffer.from('{"type":"1"}\u001e')],
  ['records', Buffer.from([0xff, 0x1e])],
  ['lengths', Buffer.from([0])],
  ['lengths', Buffer.from([1, 0xc1])],
  ['lengths', Buffer.from([3, 0x95, 0x01, 0xdf])],
] as const)('[AS-55] bytes that are no message have no head (%s, %j)', (framing, bytes) => {
  expect(readHubMessageHead(bytes, framing)).toBeUndefined();
});
