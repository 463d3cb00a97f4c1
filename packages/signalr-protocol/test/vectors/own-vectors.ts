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
];
