/**
 * What a hub message looks like on the wire, written from HubProtocol.md: the JSON object, and the items of the
 * MessagePack array. Tests compare it with what independent readers see.
 */

import { type CompletionOutcome, type HubMessage, MessageType } from '../../src/hub-message.ts';
import { record } from './bytes.ts';
import { frame, packWidely, unframe, unpack } from './independent-messagepack.ts';

/** One encoding as tests know it, without our codec. */
export interface WireReader {
  /** What the independent reader must see of a message. */
  shapeOf(message: HubMessage): unknown;
  /** What it sees in the bytes, one for each message. */
  shapesIn(bytes: Uint8Array): readonly unknown[];
  /** Bytes of another writer than ours. */
  bytesOf(message: HubMessage): Uint8Array;
}

export const JSON_WIRE: WireReader = {
  shapeOf: jsonShapeOf,
  shapesIn: (bytes) => {
    const records = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\u001e');
    if (records.pop() !== '') {
      throw new Error('the last record has no end');
    }
    return records.map((text) => JSON.parse(text) as unknown);
  },
  // The order of properties turned round, and one that nobody knows.
  bytesOf: (message) => {
    const entries = Object.entries({ unknown: [1], ...jsonShapeOf(message) });
    return record(JSON.stringify(Object.fromEntries(entries.reverse()), undefined, 1));
  },
};

export const PACKED_WIRE: WireReader = {
  shapeOf: packedShapeOf,
  shapesIn: (bytes) => unframe(bytes).map((body) => unpack(body)),
  bytesOf: (message) => frame(packWidely([...packedShapeOf(message), 'unknown'])),
};

function jsonShapeOf(message: HubMessage): object {
  if (message.type === MessageType.completion) {
    const { outcome, ...rest } = message;
    return { ...rest, ...jsonOutcome(outcome) };
  }
  if (message.type === MessageType.close && message.allowReconnect !== true) {
    const { allowReconnect: _, ...rest } = message;
    return rest;
  }
  return message;
}

function jsonOutcome(outcome: CompletionOutcome): object {
  switch (outcome.kind) {
    case 'error':
      return { error: outcome.error };
    case 'without-result':
      return {};
    case 'result':
      return { result: outcome.result };
  }
}

function packedShapeOf(message: HubMessage): readonly unknown[] {
  switch (message.type) {
    case MessageType.invocation:
    case MessageType.streamInvocation:
      return [
        message.type,
        message.headers ?? {},
        message.invocationId ?? null,
        message.target,
        message.arguments,
        message.streamIds ?? [],
      ];
    case MessageType.streamItem:
      return [2, message.headers ?? {}, message.invocationId, message.item];
    case MessageType.completion:
      return [3, message.headers ?? {}, message.invocationId, ...packedOutcome(message.outcome)];
    case MessageType.cancelInvocation:
      return [5, message.headers ?? {}, message.invocationId];
    case MessageType.ping:
      return [6];
    case MessageType.close:
      return [7, message.error ?? null, message.allowReconnect ?? false];
    case MessageType.ack:
    case MessageType.sequence:
      return [message.type, message.sequenceId];
  }
}

function packedOutcome(outcome: CompletionOutcome): readonly unknown[] {
  switch (outcome.kind) {
    case 'error':
      return [1, outcome.error];
    case 'without-result':
      return [2];
    case 'result':
      return [3, outcome.result];
  }
}
