/** Which messages of a client are new. Rules: docs/spec/signalr-hubs.md, SH-142 and SH-147 to SH-151. */

import { describe, expect, test } from 'vitest';
import {
  isNumbered,
  ReceivedMessages,
  SequenceError,
} from '../../src/exchange/received-messages.ts';
import { MessageType } from '../../src/hub-message.ts';
import type { HubMessage } from '../../src/hub-message.ts';

const CALL: HubMessage = { type: MessageType.invocation, target: 'x', arguments: [] };
const PING: HubMessage = { type: MessageType.ping };

function sequence(sequenceId: number): HubMessage {
  return { type: MessageType.sequence, sequenceId };
}

/** So many numbered messages have come. */
function received(count: number): ReceivedMessages {
  const messages = new ReceivedMessages();
  for (let index = 0; index < count; index += 1) {
    expect(messages.isNew(CALL)).toBe(true);
  }
  return messages;
}

describe('numbers', () => {
  const invocationId = '1';

  test.each<[string, HubMessage, boolean]>([
    ['an invocation', CALL, true],
    [
      'a stream invocation',
      { type: MessageType.streamInvocation, invocationId, target: 'x', arguments: [] },
      true,
    ],
    ['an item', { type: MessageType.streamItem, invocationId, item: 1 }, true],
    [
      'a completion',
      { type: MessageType.completion, invocationId, outcome: { kind: 'without-result' } },
      true,
    ],
    ['a cancellation', { type: MessageType.cancelInvocation, invocationId }, true],
    ['a ping', PING, false],
    ['a close', { type: MessageType.close }, false],
    ['an acknowledgement', { type: MessageType.ack, sequenceId: 1 }, false],
    ['a sequence', sequence(1), false],
  ])('[SH-142] %s', (_name, message, isCounted) => {
    expect(isNumbered(message)).toBe(isCounted);
    const messages = new ReceivedMessages();
    expect(messages.isNew(message)).toBe(true);
    expect(messages.takeAcknowledgement()).toBe(isCounted ? 1 : undefined);
  });
});

describe('after a reconnect', () => {
  test.each([CALL, PING, { type: MessageType.close } as const])(
    '[SH-148] %j before the sequence is ignored',
    (message) => {
      const messages = received(2);
      messages.resume();
      expect(messages.isNew(message)).toBe(false);
      expect(messages.isNew(sequence(3))).toBe(true);
      expect(messages.isNew(message)).toBe(true);
    },
  );

  test.each([
    [1, [false, false, false, true]],
    [2, [false, false, true]],
    [4, [true, true]],
  ])('[SH-147] from %i on, what has come before is ignored', (sequenceId, outcomes) => {
    const messages = received(3);
    messages.resume();
    messages.isNew(sequence(sequenceId));
    expect(outcomes.map(() => messages.isNew(CALL))).toEqual(outcomes);
  });

  test('[SH-149] a sequence behind messages that never came is an error', () => {
    const messages = received(3);
    messages.resume();
    expect(() => messages.isNew(sequence(5))).toThrow(SequenceError);
    expect(() => messages.isNew(sequence(5))).toThrow(
      "Sequence ID greater than amount of messages we've received.",
    );
  });

  test('[SH-149] one that breaks off what it sends again may go on behind it', () => {
    const messages = received(3);
    messages.resume();
    messages.isNew(sequence(2));
    messages.resume();
    expect(messages.isNew(sequence(4))).toBe(true);
    expect(messages.isNew(CALL)).toBe(true);
    expect(messages.takeAcknowledgement()).toBe(4);
  });

  test('[SH-149] nor may one before any reconnect be', () => {
    const messages = received(1);
    expect(messages.isNew(sequence(2))).toBe(true);
    expect(() => messages.isNew(sequence(3))).toThrow(SequenceError);
  });

  test.each([0, -1, Number.MIN_SAFE_INTEGER])(
    '[SH-147] from %i on, nothing is taken for new that is not',
    (sequenceId) => {
      const messages = received(2);
      messages.isNew(sequence(sequenceId));
      expect(messages.isNew(CALL)).toBe(false);
      expect(messages.isNew(CALL)).toBe(false);
    },
  );
});

describe('acknowledgements', () => {
  test('[SH-150] are due once for what has come', () => {
    const messages = received(3);
    expect(messages.takeAcknowledgement()).toBe(3);
    expect(messages.takeAcknowledgement()).toBeUndefined();
    messages.isNew(CALL);
    expect(messages.takeAcknowledgement()).toBe(4);
    expect(received(0).takeAcknowledgement()).toBeUndefined();
  });

  test.each([
    [1, 3],
    [3, 3],
    [4, undefined],
  ])('[SH-151] a client that goes on from %i is owed %s', (sequenceId, owed) => {
    const messages = received(3);
    messages.takeAcknowledgement();
    messages.resume();
    messages.isNew(sequence(sequenceId));
    expect(messages.takeAcknowledgement()).toBe(owed);
  });
});
