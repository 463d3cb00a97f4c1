/** Random hub messages, with payloads of whatever their encoding can carry. */

import fc from 'fast-check';
import { type HubMessage, MessageType } from '../../src/hub-message.ts';

const id = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' });

/** JSON values without -0, which JSON cannot say, and `__proto__` keys, which are refused. */
const value = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false })
  .filter((candidate) => !JSON.stringify(candidate).includes('__proto__'))
  .map((candidate) => JSON.parse(JSON.stringify(candidate)) as unknown);

const headers = fc.option(
  fc.dictionary(
    fc.string({ minLength: 1, maxLength: 6 }).filter((name) => name !== '__proto__'),
    fc.string({ minLength: 1 }),
    { minKeys: 1, maxKeys: 3, noNullPrototype: true },
  ),
  { nil: undefined },
);

const streamIds = fc.option(fc.array(id, { minLength: 1, maxLength: 3 }), { nil: undefined });

/** What MessagePack carries besides: bytes, dates to the millisecond, and every number but -0. */
const packedValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    value,
    fc.uint8Array({ maxLength: 300 }),
    fc.date({ noInvalidDate: true }),
    // What is an integer is written as one, and there is no integer -0.
    fc.double().map((number) => (number === 0 ? 0 : number)),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 40 }).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

function outcomeWith(result: fc.Arbitrary<unknown>) {
  return fc.oneof(
    fc.record({ kind: fc.constant('error' as const), error: fc.string() }),
    fc.record({ kind: fc.constant('without-result' as const) }),
    fc.record({ kind: fc.constant('result' as const), result }),
  );
}

function messagesWith(payload: fc.Arbitrary<unknown>): fc.Arbitrary<HubMessage> {
  return fc
    .oneof(
      fc.record({
        type: fc.constant(MessageType.invocation),
        headers,
        invocationId: fc.option(id, { nil: undefined }),
        target: id,
        arguments: fc.array(payload, { maxLength: 4 }),
        streamIds,
      }),
      fc.record({
        type: fc.constant(MessageType.streamInvocation),
        headers,
        invocationId: id,
        target: id,
        arguments: fc.array(payload, { maxLength: 4 }),
        streamIds,
      }),
      fc.record({
        type: fc.constant(MessageType.streamItem),
        headers,
        invocationId: id,
        item: payload,
      }),
      fc.record({
        type: fc.constant(MessageType.completion),
        headers,
        invocationId: id,
        outcome: outcomeWith(payload),
      }),
      fc.record({ type: fc.constant(MessageType.cancelInvocation), headers, invocationId: id }),
      fc.record({ type: fc.constant(MessageType.ping) }),
      fc.record({
        type: fc.constant(MessageType.close),
        error: fc.option(fc.string(), { nil: undefined }),
        allowReconnect: fc.constant(true),
      }),
      fc.record({
        type: fc.constantFrom(MessageType.ack, MessageType.sequence),
        sequenceId: fc.maxSafeNat(),
      }),
    )
    .map((message) => withoutUndefined(message) as HubMessage);
}

/** Their values mean the same in both encodings. */
export const anyHubMessage: fc.Arbitrary<HubMessage> = messagesWith(value);
export const anyPackedMessage: fc.Arbitrary<HubMessage> = messagesWith(packedValue);

function withoutUndefined(message: object): object {
  return Object.fromEntries(Object.entries(message).filter(([, field]) => field !== undefined));
}
