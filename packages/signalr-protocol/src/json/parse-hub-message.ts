/**
 * The shapes of hub messages in JSON: property order is free and unknown properties are ignored.
 *
 * Deviates: HubProtocol.md calls unknown properties an error; ASP.NET Core ignores them, and clients
 * have only ever met ASP.NET Core. Error texts are its own.
 */

import { malformedMessage } from '../errors.ts';
import {
  type CompletionMessage,
  type CompletionOutcome,
  type HubMessage,
  type InvocationMessage,
  type MessageHeaders,
  MessageType,
  type StreamInvocationMessage,
} from '../hub-message.ts';
import { forbiddenKey } from '../nesting.ts';
import { checkPayload } from './json-payload.ts';
import { int32Property, isJsonObject, missingProperty, wrongType } from './json-record.ts';

/** The properties that any message may have, of unknown types. A JSON value is never `undefined`. */
interface RawMessage {
  readonly type?: unknown;
  readonly headers?: unknown;
  readonly invocationId?: unknown;
  readonly target?: unknown;
  readonly arguments?: unknown;
  readonly streamIds?: unknown;
  readonly item?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly allowReconnect?: unknown;
  readonly sequenceId?: unknown;
}

/** A payload lies inside the message object, which is the first level. */
const PAYLOAD_DEPTH = 2;

/**
 * The message, or `undefined` for a type we do not know.
 *
 * @throws {ProtocolError} `malformed-message`
 */
export function parseHubMessage(raw: RawMessage): HubMessage | undefined {
  switch (parseType(raw.type)) {
    case MessageType.invocation:
      return parseInvocation(raw);
    case MessageType.streamInvocation:
      return parseStreamInvocation(raw);
    case MessageType.streamItem:
      return {
        type: MessageType.streamItem,
        ...parseHeaders(raw.headers),
        invocationId: requiredId(raw),
        item: requiredItem(raw.item),
      };
    case MessageType.completion:
      return parseCompletion(raw);
    case MessageType.cancelInvocation:
      return {
        type: MessageType.cancelInvocation,
        ...parseHeaders(raw.headers),
        invocationId: requiredId(raw),
      };
    case MessageType.ping:
      return { type: MessageType.ping };
    case MessageType.close:
      return parseClose(raw);
    case MessageType.ack:
      return { type: MessageType.ack, sequenceId: parseSequenceId(raw.sequenceId) };
    case MessageType.sequence:
      return { type: MessageType.sequence, sequenceId: parseSequenceId(raw.sequenceId) };
    default:
      return undefined;
  }
}

function parseInvocation(raw: RawMessage): InvocationMessage {
  const invocationId = optionalString(raw.invocationId, 'invocationId');
  const target = requiredTarget(raw.target);
  return {
    type: MessageType.invocation,
    ...parseHeaders(raw.headers),
    // An empty id asks for no completion, as an absent one does.
    ...(invocationId === undefined || invocationId === '' ? {} : { invocationId }),
    target,
    arguments: requiredArguments(raw.arguments),
    ...parseStreamIds(raw.streamIds),
  };
}

function parseStreamInvocation(raw: RawMessage): StreamInvocationMessage {
  const invocationId = requiredId(raw);
  const target = requiredTarget(raw.target);
  const values = requiredArguments(raw.arguments);
  return {
    type: MessageType.streamInvocation,
    ...parseHeaders(raw.headers),
    invocationId,
    target,
    arguments: values,
    ...parseStreamIds(raw.streamIds),
  };
}

function parseCompletion(raw: RawMessage): CompletionMessage {
  const headers = parseHeaders(raw.headers);
  const invocationId = requiredId(raw);
  return { type: MessageType.completion, ...headers, invocationId, outcome: parseOutcome(raw) };
}

function parseOutcome(raw: RawMessage): CompletionOutcome {
  const error = optionalString(raw.error, 'error');
  if (error !== undefined && raw.result !== undefined) {
    throw malformedMessage("The 'error' and 'result' properties are mutually exclusive.");
  }
  if (error !== undefined) {
    return { kind: 'error', error };
  }
  if (raw.result === undefined) {
    return { kind: 'without-result' };
  }
  checkPayload(raw.result, PAYLOAD_DEPTH);
  return { kind: 'result', result: raw.result };
}

function parseClose(raw: RawMessage): HubMessage {
  const error = optionalString(raw.error, 'error');
  const { allowReconnect } = raw;
  if (allowReconnect !== undefined && typeof allowReconnect !== 'boolean') {
    throw malformedMessage("Expected 'allowReconnect' to be true or false.");
  }
  return {
    type: MessageType.close,
    ...(error === undefined ? {} : { error }),
    ...(allowReconnect === undefined ? {} : { allowReconnect }),
  };
}

function parseType(type: unknown): number {
  if (type === undefined) {
    throw missingProperty('type');
  }
  return int32Property(type, 'type');
}

function parseSequenceId(sequenceId: unknown): number {
  if (sequenceId === undefined) {
    throw missingProperty('sequenceId');
  }
  if (typeof sequenceId !== 'number' || !Number.isSafeInteger(sequenceId)) {
    throw wrongType('sequenceId', 'Number');
  }
  return sequenceId;
}

function requiredId(raw: RawMessage): string {
  return requiredString(raw.invocationId, 'invocationId');
}

function requiredString(value: unknown, property: string): string {
  const text = optionalString(value, property);
  if (text === undefined || text === '') {
    throw missingProperty(property);
  }
  return text;
}

/** An empty one is a method that no hub has, and that is the hub's to say. */
function requiredTarget(value: unknown): string {
  const target = optionalString(value, 'target');
  if (target === undefined) {
    throw missingProperty('target');
  }
  return target;
}

function optionalString(value: unknown, property: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') {
    throw wrongType(property, 'String');
  }
  return value;
}

function requiredItem(item: unknown): unknown {
  if (item === undefined) {
    throw missingProperty('item');
  }
  checkPayload(item, PAYLOAD_DEPTH);
  return item;
}

function requiredArguments(values: unknown): readonly unknown[] {
  if (values === undefined) {
    throw missingProperty('arguments');
  }
  if (!Array.isArray(values)) {
    throw wrongType('arguments', 'Array');
  }
  checkPayload(values, PAYLOAD_DEPTH);
  return values;
}

function parseStreamIds(streamIds: unknown): { readonly streamIds?: readonly string[] } {
  if (streamIds === undefined) {
    return {};
  }
  if (!Array.isArray(streamIds)) {
    throw wrongType('streamIds', 'Array');
  }
  const ids: readonly unknown[] = streamIds;
  if (!ids.every((id) => typeof id === 'string')) {
    throw malformedMessage("Null value for 'streamIds' is not valid.");
  }
  return ids.length === 0 ? {} : { streamIds: ids };
}

function parseHeaders(headers: unknown): { readonly headers?: MessageHeaders } {
  if (headers === undefined) {
    return {};
  }
  if (!isJsonObject(headers)) {
    throw wrongType('headers', 'StartObject');
  }
  const parsed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') {
      throw malformedMessage(`Expected header '${name}' to be of type String.`);
    }
    if (name === '__proto__') {
      throw forbiddenKey();
    }
    parsed[name] = value;
  }
  return { headers: parsed };
}
