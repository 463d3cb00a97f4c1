/** Messages and their bytes in both encodings, written by hand from the specification. */

import { type HubMessage, MessageType } from '../../src/hub-message.ts';

export interface Vector {
  readonly name: string;
  readonly message: HubMessage;
  /** Without the record separator. */
  readonly json: string;
  /** The body, without its length. */
  readonly messagepack: string;
}

export const OWN_VECTORS: readonly Vector[] = [
  {
    name: 'an invocation nobody waits for',
    message: { type: MessageType.invocation, target: 'say', arguments: ['hi', 7] },
    json: '{"type":1,"target":"say","arguments":["hi",7]}',
    messagepack: '96 01 80 c0 a3736179 92 a26869 07 90',
  },
  {
    name: 'an invocation with everything',
    message: {
      type: MessageType.invocation,
      headers: { a: 'b' },
      invocationId: '1',
      target: 'say',
      arguments: [null],
      streamIds: ['2'],
    },
    json: '{"type":1,"headers":{"a":"b"},"invocationId":"1","target":"say","arguments":[null],"streamIds":["2"]}',
    messagepack: '96 01 81 a161 a162 a131 a3736179 91 c0 91 a132',
  },
  {
    name: 'a stream invocation',
    message: {
      type: MessageType.streamInvocation,
      invocationId: '1',
      target: 'read',
      arguments: [],
    },
    json: '{"type":4,"invocationId":"1","target":"read","arguments":[]}',
    messagepack: '96 04 80 a131 a472656164 90 90',
  },
  {
    name: 'an item that is a map',
    message: { type: MessageType.streamItem, invocationId: '1', item: { text: 'é' } },
    json: '{"type":2,"invocationId":"1","item":{"text":"é"}}',
    messagepack: '94 02 80 a131 81 a474657874 a2c3a9',
  },
  {
    name: 'a completion without a result',
    message: {
      type: MessageType.completion,
      invocationId: '1',
      outcome: { kind: 'without-result' },
    },
    json: '{"type":3,"invocationId":"1"}',
    messagepack: '94 03 80 a131 02',
  },
  {
    name: 'a completion with null',
    message: {
      type: MessageType.completion,
      invocationId: '1',
      outcome: { kind: 'result', result: null },
    },
    json: '{"type":3,"invocationId":"1","result":null}',
    messagepack: '95 03 80 a131 03 c0',
  },
  {
    name: 'a completion with an error',
    message: {
      type: MessageType.completion,
      invocationId: '1',
      outcome: { kind: 'error', error: 'no' },
    },
    json: '{"type":3,"invocationId":"1","error":"no"}',
    messagepack: '95 03 80 a131 01 a26e6f',
  },
  {
    name: 'a cancellation',
    message: { type: MessageType.cancelInvocation, invocationId: '1' },
    json: '{"type":5,"invocationId":"1"}',
    messagepack: '93 05 80 a131',
  },
  {
    name: 'a ping',
    message: { type: MessageType.ping },
    json: '{"type":6}',
    messagepack: '91 06',
  },
  {
    name: 'a close that allows to reconnect',
    message: { type: MessageType.close, error: 'bye', allowReconnect: true },
    json: '{"type":7,"error":"bye","allowReconnect":true}',
    messagepack: '93 07 a3627965 c3',
  },
  {
    name: 'an acknowledgement',
    message: { type: MessageType.ack, sequenceId: 300 },
    json: '{"type":8,"sequenceId":300}',
    messagepack: '92 08 cd012c',
  },
  {
    name: 'a sequence',
    message: { type: MessageType.sequence, sequenceId: 1 },
    json: '{"type":9,"sequenceId":1}',
    messagepack: '92 09 01',
  },
  {
    name: 'a stream invocation with everything',
    message: {
      type: MessageType.streamInvocation,
      headers: { a: 'b', c: 'd' },
      invocationId: '12',
      target: 'read',
      arguments: [-1, 1.5, false],
      streamIds: ['2', '3'],
    },
    json: '{"type":4,"headers":{"a":"b","c":"d"},"invocationId":"12","target":"read","arguments":[-1,1.5,false],"streamIds":["2","3"]}',
    messagepack:
      '96 04 82 a161 a162 a163 a164 a23132 a472656164 93 ff cb3ff8000000000000 c2 92 a132 a133',
  },
  {
    name: 'an item that is null',
    message: { type: MessageType.streamItem, headers: { a: 'b' }, invocationId: '1', item: null },
    json: '{"type":2,"headers":{"a":"b"},"invocationId":"1","item":null}',
    messagepack: '94 02 81 a161 a162 a131 c0',
  },
  {
    name: 'arguments nested in each other',
    message: {
      type: MessageType.invocation,
      target: 'say',
      arguments: [[[]], { a: [{ b: {} }] }, '\u2028👋'],
    },
    json: '{"type":1,"target":"say","arguments":[[[]],{"a":[{"b":{}}]},"\u2028👋"]}',
    messagepack: '96 01 80 c0 a3736179 93 91 90 81 a161 91 81 a162 80 a7 e280a8 f09f918b 90',
  },
  {
    name: 'integers of every size',
    message: {
      type: MessageType.invocation,
      target: 'n',
      arguments: [127, 128, 65_535, 65_536, 4_294_967_296, -32, -33, -129, -32_769],
    },
    json: '{"type":1,"target":"n","arguments":[127,128,65535,65536,4294967296,-32,-33,-129,-32769]}',
    messagepack:
      '96 01 80 c0 a16e 99 7f cc80 cdffff ce00010000 cf0000000100000000 e0 d0df d1ff7f d2ffff7fff 90',
  },
  {
    name: 'a completion with an empty error',
    message: {
      type: MessageType.completion,
      headers: { a: 'b' },
      invocationId: '1',
      outcome: { kind: 'error', error: '' },
    },
    json: '{"type":3,"headers":{"a":"b"},"invocationId":"1","error":""}',
    messagepack: '95 03 81 a161 a162 a131 01 a0',
  },
  {
    name: 'a completion with a list',
    message: {
      type: MessageType.completion,
      invocationId: '1',
      outcome: { kind: 'result', result: [1, 'two', null] },
    },
    json: '{"type":3,"invocationId":"1","result":[1,"two",null]}',
    messagepack: '95 03 80 a131 03 93 01 a374776f c0',
  },
  {
    name: 'a cancellation with headers',
    message: { type: MessageType.cancelInvocation, headers: { a: 'b' }, invocationId: '1' },
    json: '{"type":5,"headers":{"a":"b"},"invocationId":"1"}',
    messagepack: '93 05 81 a161 a162 a131',
  },
  {
    name: 'a close with an empty error',
    message: { type: MessageType.close, error: '', allowReconnect: true },
    json: '{"type":7,"error":"","allowReconnect":true}',
    messagepack: '93 07 a0 c3',
  },
];
