/**
 * What each reference vector means, written by hand from its name in ASP.NET Core's tests.
 *
 * The names are the vectors'.
 */

import {
  type CompletionMessage,
  type CompletionOutcome,
  type HubMessage,
  type InvocationMessage,
  type MessageHeaders,
  MessageType,
  type StreamInvocationMessage,
  type StreamItemMessage,
} from '../../src/hub-message.ts';

const HEADERS: MessageHeaders = {
  Foo: 'Bar',
  'KeyWith\nNew\r\nLines': 'Still Works',
  ValueWithNewLines: 'Also\nWorks\r\nFine',
};

const PACKED_OBJECT = {
  StringProp: 'SignalR!',
  DoubleProp: 6.2831853071,
  IntProp: 42,
  DateTimeProp: new Date(Date.UTC(2017, 3, 11)),
  NullProp: null,
  ByteArrProp: new Uint8Array([1, 2, 3]),
};

/** Dates and bytes are strings in JSON, and stay strings when read. */
const JSON_OBJECT = {
  stringProp: 'SignalR!',
  doubleProp: 6.2831853071,
  intProp: 42,
  dateTimeProp: '2017-04-11T00:00:00Z',
  nullProp: null,
  byteArrProp: 'AQID',
};

const PING: HubMessage = { type: MessageType.ping };

function invocation(
  fields: Omit<InvocationMessage, 'type' | 'arguments'> & { arguments?: readonly unknown[] },
): InvocationMessage {
  return { type: MessageType.invocation, arguments: [], ...fields };
}

function streamInvocation(
  fields: Omit<StreamInvocationMessage, 'type' | 'arguments'> & { arguments?: readonly unknown[] },
): StreamInvocationMessage {
  return { type: MessageType.streamInvocation, arguments: [], ...fields };
}

function streamItem(invocationId: string, item: unknown): StreamItemMessage {
  return { type: MessageType.streamItem, invocationId, item };
}

function completion(invocationId: string, outcome: CompletionOutcome): CompletionMessage {
  return { type: MessageType.completion, invocationId, outcome };
}

function result(value: unknown): CompletionOutcome {
  return { kind: 'result', result: value };
}

const NO_RESULT: CompletionOutcome = { kind: 'without-result' };
const NOT_FOUND: CompletionOutcome = { kind: 'error', error: 'Error not found!' };

/**
 * Rows of MessagePack that cannot go both ways, and the body that we write: JavaScript does not tell 42.0 from 42, so
 * what .NET writes as a float of four bytes is an integer of ours.
 */
export const INTEGERS_FOR_FLOATS: Readonly<Record<string, string>> = {
  StreamItemWithNoHeadersAndFloatItem: '94 02 80 a378797a 2a',
  CompletionWithNoHeadersAndFloatResult: '95 03 80 a378797a 03 2a',
};

export const PACKED_MESSAGES: Readonly<Record<string, HubMessage>> = {
  InvocationWithNoHeadersAndNoArgs: invocation({ invocationId: 'xyz', target: 'method' }),
  InvocationWithNoHeadersNoIdAndNoArgs: invocation({ target: 'method' }),
  InvocationWithNoHeadersNoIdAndSingleIntArg: invocation({ target: 'method', arguments: [42] }),
  InvocationWithNoHeadersNoIdIntAndStringArgs: invocation({
    target: 'method',
    arguments: [42, 'string'],
  }),
  InvocationWithStreamArgument: invocation({ target: 'Target', streamIds: ['__test_id__'] }),
  InvocationWithStreamAndNormalArgument: invocation({
    target: 'Target',
    arguments: [42],
    streamIds: ['__test_id__'],
  }),
  InvocationWithMultipleStreams: invocation({
    target: 'Target',
    streamIds: ['__test_id__', '__test_id2__'],
  }),
  StreamItemWithNoHeadersAndIntItem: streamItem('xyz', 42),
  StreamItemWithNoHeadersAndFloatItem: streamItem('xyz', 42),
  StreamItemWithNoHeadersAndStringItem: streamItem('xyz', 'string'),
  StreamItemWithNoHeadersAndBoolItem: streamItem('xyz', true),
  CompletionWithNoHeadersAndError: completion('xyz', NOT_FOUND),
  CompletionWithHeadersAndError: { ...completion('xyz', NOT_FOUND), headers: HEADERS },
  CompletionWithNoHeadersAndNoResult: completion('xyz', NO_RESULT),
  CompletionWithHeadersAndNoResult: { ...completion('xyz', NO_RESULT), headers: HEADERS },
  CompletionWithNoHeadersAndIntResult: completion('xyz', result(42)),
  CompletionWithNoHeadersAndFloatResult: completion('xyz', result(42)),
  CompletionWithNoHeadersAndStringResult: completion('xyz', result('string')),
  CompletionWithNoHeadersAndBooleanResult: completion('xyz', result(true)),
  StreamInvocationWithNoHeadersAndNoArgs: streamInvocation({
    invocationId: 'xyz',
    target: 'method',
  }),
  StreamInvocationWithNoHeadersAndIntArg: streamInvocation({
    invocationId: 'xyz',
    target: 'method',
    arguments: [42],
  }),
  StreamInvocationWithStreamArgument: streamInvocation({
    invocationId: 'xyz',
    target: 'method',
    streamIds: ['__test_id__'],
  }),
  StreamInvocationWithStreamAndNormalArgument: streamInvocation({
    invocationId: 'xyz',
    target: 'method',
    arguments: [42],
    streamIds: ['__test_id__'],
  }),
  StreamInvocationWithNoHeadersAndIntAndStringArgs: streamInvocation({
    invocationId: 'xyz',
    target: 'method',
    arguments: [42, 'string'],
  }),
  CancelInvocationWithNoHeaders: { type: MessageType.cancelInvocation, invocationId: 'xyz' },
  CancelInvocationWithHeaders: {
    type: MessageType.cancelInvocation,
    headers: HEADERS,
    invocationId: 'xyz',
  },
  Ping: PING,
  CloseMessage: { type: MessageType.close, allowReconnect: false },
  CloseMessage_HasError: { type: MessageType.close, error: 'Error!', allowReconnect: false },
  CloseMessage_HasAllowReconnect: { type: MessageType.close, allowReconnect: true },
  CloseMessage_HasErrorAndAllowReconnect: {
    type: MessageType.close,
    error: 'Error!',
    allowReconnect: true,
  },
  'AckMessage(42)': { type: MessageType.ack, sequenceId: 42 },
  'SequenceMessage(146)': { type: MessageType.sequence, sequenceId: 146 },
  CompletionWithNoHeadersAndNullResult: completion('xyz', result(null)),
  "CompletionWithNoHeadersAndEnumResult(string 'One')": completion('xyz', result('One')),
  CompletionWithNoHeadersAndCustomObjectResult: completion('xyz', result(PACKED_OBJECT)),
  InvocationWithNoHeadersNoIdAndSingleNullArg: invocation({ target: 'method', arguments: [null] }),
  StreamItemWithNoHeadersAndNullItem: streamItem('xyz', null),
  StreamItemWithNoHeadersAndCustomObjectItem: streamItem('xyz', PACKED_OBJECT),
  StreamInvocationWithNoHeadersAndNullArg: streamInvocation({
    invocationId: 'xyz',
    target: 'method',
    arguments: [null],
  }),
};

/** Rows of JSON that nobody writes (another order, spaces, a property too many), and what we write in their place. */
export const OUR_ORDER: Readonly<Record<string, string>> = {
  OutOfOrder_ArgumentsFirst: '{"type":1,"target":"Method","arguments":[1,2]}',
  OutOfOrder_StreamInvocation: '{"type":4,"invocationId":"3","target":"Method","arguments":[1,2]}',
  OutOfOrder_ResultFirst: '{"type":3,"invocationId":"15","result":10}',
  OutOfOrder_ItemFirst: '{"type":2,"invocationId":"1a","item":"foo"}',
  ExtraItemsIgnored: '{"type":1,"invocationId":"42","target":"foo","arguments":[]}',
};

export const JSON_MESSAGES: Readonly<Record<string, HubMessage>> = {
  InvocationMessage_HasInvocationId: invocation({
    invocationId: '123',
    target: 'Target',
    arguments: [1, 'Foo'],
  }),
  InvocationMessage_HasBoolArgument: invocation({ target: 'Target', arguments: [true] }),
  InvocationMessage_HasNullArgument: invocation({ target: 'Target', arguments: [null] }),
  InvocationMessage_HasStreamArgument: invocation({ target: 'Target', streamIds: ['__test_id__'] }),
  InvocationMessage_HasMultipleStreams: invocation({
    target: 'Target',
    streamIds: ['__test_id__', '__test_id2__'],
  }),
  InvocationMessage_HasCustomArgument: invocation({ target: 'Target', arguments: [JSON_OBJECT] }),
  StreamItemMessage_HasHeaders: { ...streamItem('123', JSON_OBJECT), headers: HEADERS },
  StreamItemMessage_HasIntegerItem: streamItem('123', 1),
  StreamItemMessage_HasNullItem: streamItem('123', null),
  CompletionMessage_Empty: completion('123', NO_RESULT),
  CompletionMessage_EmptyWithHeaders: { ...completion('123', NO_RESULT), headers: HEADERS },
  CompletionMessage_HasIntegerResult: completion('123', result(1)),
  CompletionMessage_HasNullResult: completion('123', result(null)),
  CompletionMessage_HasError: completion('123', { kind: 'error', error: 'Whoops!' }),
  StreamInvocationMessage_HasInvocationId: streamInvocation({
    invocationId: '123',
    target: 'Target',
    arguments: [1, 'Foo'],
  }),
  StreamInvocationMessage_HasStreamArgument: streamInvocation({
    invocationId: '123',
    target: 'Target',
    streamIds: ['__test_id__'],
  }),
  CancelInvocationMessage_HasInvocationId: {
    type: MessageType.cancelInvocation,
    invocationId: '123',
  },
  PingMessage: PING,
  CloseMessage: { type: MessageType.close },
  CloseMessage_HasErrorEmptyString: { type: MessageType.close, error: '' },
  CloseMessage_HasAllowReconnect: { type: MessageType.close, allowReconnect: true },
  CloseMessage_HasErrorAndAllowReconnect: {
    type: MessageType.close,
    error: 'Error!',
    allowReconnect: true,
  },
  'AckMessage (spec)': { type: MessageType.ack, sequenceId: 1394 },
  'SequenceMessage (spec)': { type: MessageType.sequence, sequenceId: 1234 },
  OutOfOrder_ArgumentsFirst: invocation({ target: 'Method', arguments: [1, 2] }),
  OutOfOrder_StreamInvocation: streamInvocation({
    invocationId: '3',
    target: 'Method',
    arguments: [1, 2],
  }),
  OutOfOrder_ResultFirst: completion('15', result(10)),
  OutOfOrder_ItemFirst: streamItem('1a', 'foo'),
  ExtraItemsIgnored: invocation({ invocationId: '42', target: 'foo' }),
};

export const SIZED_MESSAGES: Readonly<Record<string, HubMessage>> = {
  Ping: PING,
  'Close empty': { type: MessageType.close },
  "Close 'error'": { type: MessageType.close, error: 'error' },
  "Completion empty id '1'": completion('1', NO_RESULT),
  'Completion result 1': completion('1', result(1)),
  "Completion error 'error'": completion('1', { kind: 'error', error: 'error' }),
  "CancelInvocation '1'": { type: MessageType.cancelInvocation, invocationId: '1' },
  'Invocation Target(1) no id': invocation({ target: 'Target', arguments: [1] }),
  "Invocation Target(1) id '1'": invocation({
    invocationId: '1',
    target: 'Target',
    arguments: [1],
  }),
  "StreamInvocation target() id '1'": streamInvocation({ invocationId: '1', target: 'target' }),
};
