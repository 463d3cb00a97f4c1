/**
 * The MessagePack encoding of hub messages.
 *
 * Spec: HubProtocol.md, "MessagePack (MsgPack) encoding". Rules: docs/spec/signalr-protocol.md, SP-30
 * to SP-36.
 */

import { Encoder } from '@msgpack/msgpack';
import { readLengthPrefixed, writeLengthPrefixed } from '../framing/length-prefix.ts';
import {
  type CompletionOutcome,
  type HubMessage,
  type InvocationMessage,
  MessageType,
  type StreamInvocationMessage,
} from '../hub-message.ts';
import type { Decoded, DecodeOptions, HubProtocol } from '../hub-protocol.ts';
import { parseHubMessage } from './parse-hub-message.ts';

/** Kept between calls; what a larger message made of it is given back. */
const MAX_SCRATCH_BYTES = 256 * 1024;

const OUTCOME_KIND = { error: 1, withoutResult: 2, result: 3 } as const;
const NO_HEADERS = {};
const NO_STREAMS: readonly string[] = [];

/** `messagepack`, versions 1 and 2. */
export class MessagePackHubProtocol implements HubProtocol {
  readonly name = 'messagepack';
  readonly version = 2;
  readonly transferFormat = 'Binary';
  #encoder = createEncoder();

  encode(message: HubMessage): Uint8Array {
    const body = this.#encoder.encodeSharedRef(toArray(message));
    const frame = writeLengthPrefixed(body);
    if (body.buffer.byteLength > MAX_SCRATCH_BYTES) {
      this.#encoder = createEncoder();
    }
    return frame;
  }

  /** Bytes in the payload are views into `input`. */
  decode(input: Uint8Array, options: DecodeOptions): Decoded | undefined {
    const frame = readLengthPrefixed(input, options);
    return frame && { message: parseHubMessage(frame.body), consumed: frame.consumed };
  }
}

/** A property that is `undefined` is left out, as JSON leaves it out. */
function createEncoder(): Encoder {
  return new Encoder({ ignoreUndefined: true });
}

function toArray(message: HubMessage): readonly unknown[] {
  switch (message.type) {
    case MessageType.invocation:
    case MessageType.streamInvocation:
      return invocationToArray(message);
    case MessageType.streamItem:
      return [message.type, message.headers ?? NO_HEADERS, message.invocationId, message.item];
    case MessageType.completion: {
      const outcome = outcomeToArray(message.outcome);
      return [message.type, message.headers ?? NO_HEADERS, message.invocationId, ...outcome];
    }
    case MessageType.cancelInvocation:
      return [message.type, message.headers ?? NO_HEADERS, message.invocationId];
    case MessageType.ping:
      return [message.type];
    case MessageType.close:
      return [message.type, message.error ?? null, message.allowReconnect ?? false];
    case MessageType.ack:
    case MessageType.sequence:
      return [message.type, message.sequenceId];
  }
}

function invocationToArray(message: InvocationMessage | StreamInvocationMessage): unknown[] {
  return [
    message.type,
    message.headers ?? NO_HEADERS,
    message.invocationId ?? null,
    message.target,
    message.arguments,
    message.streamIds ?? NO_STREAMS,
  ];
}

function outcomeToArray(outcome: CompletionOutcome): readonly unknown[] {
  switch (outcome.kind) {
    case 'error':
      return [OUTCOME_KIND.error, outcome.error];
    case 'without-result':
      return [OUTCOME_KIND.withoutResult];
    case 'result':
      return [OUTCOME_KIND.result, outcome.result];
  }
}
