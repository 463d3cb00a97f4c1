/**
 * The shapes of hub messages in MessagePack: an array whose first item is the type. Items after those
 * that we know are ignored. Error texts are ASP.NET Core's.
 *
 * Deviates: arguments that are no array are `malformed-message`, as in JSON, and end the connection;
 * ASP.NET Core fails that one call in MessagePack alone.
 */

import { malformedMessage } from '../errors.ts';
import {
  type CompletionOutcome,
  type HubMessage,
  type InvocationMessage,
  type MessageHeaders,
  MessageType,
  type StreamInvocationMessage,
} from '../hub-message.ts';
import { forbiddenKey } from '../nesting.ts';
import { MessagePackReader } from './messagepack-reader.ts';

/** A payload lies inside the message's array, which is the first level. */
const PAYLOAD_DEPTH = 2;

/**
 * The message, or `undefined` for a type we do not know.
 *
 * @throws {ProtocolError} `malformed-message`
 */
export function parseHubMessage(body: Uint8Array): HubMessage | undefined {
  const reader = new MessagePackReader(body);
  const itemCount = reader.readArrayLength('message');
  const type = reader.readInteger('messageType', 'Int32');

  switch (type) {
    case MessageType.invocation:
      return parseInvocation(reader, itemCount);
    case MessageType.streamInvocation:
      return parseStreamInvocation(reader, itemCount);
    case MessageType.streamItem:
      return {
        type,
        ...readHeaders(reader),
        invocationId: readRequired(reader, 'invocationId', 'invocation ID for StreamItem message'),
        item: reader.readValue('item', PAYLOAD_DEPTH),
      };
    case MessageType.completion:
      return {
        type,
        ...readHeaders(reader),
        invocationId: readRequired(reader, 'invocationId', 'invocation ID for Completion message'),
        outcome: readOutcome(reader),
      };
    case MessageType.cancelInvocation:
      return {
        type,
        ...readHeaders(reader),
        invocationId: readRequired(
          reader,
          'invocationId',
          'invocation ID for CancelInvocation message',
        ),
      };
    case MessageType.ping:
      return { type };
    case MessageType.close:
      return parseClose(reader, itemCount);
    case MessageType.ack:
    case MessageType.sequence:
      return { type, sequenceId: reader.readInteger('sequenceId', 'Int64') };
    default:
      return undefined;
  }
}

function parseInvocation(reader: MessagePackReader, itemCount: number): InvocationMessage {
  const headers = readHeaders(reader);
  const invocationId = reader.readString('invocationId');
  return {
    type: MessageType.invocation,
    ...headers,
    // An empty id asks for no completion, as an absent one does.
    ...(invocationId === null || invocationId === '' ? {} : { invocationId }),
    target: readRequired(reader, 'target', 'target for Invocation message'),
    arguments: reader.readArray('arguments', PAYLOAD_DEPTH),
    ...(itemCount > 5 ? readStreamIds(reader) : {}),
  };
}

function parseStreamInvocation(
  reader: MessagePackReader,
  itemCount: number,
): StreamInvocationMessage {
  return {
    type: MessageType.streamInvocation,
    ...readHeaders(reader),
    invocationId: readRequired(
      reader,
      'invocationId',
      'invocation ID for StreamInvocation message',
    ),
    target: readRequired(reader, 'target', 'target for StreamInvocation message'),
    arguments: reader.readArray('arguments', PAYLOAD_DEPTH),
    ...(itemCount > 5 ? readStreamIds(reader) : {}),
  };
}

function parseClose(reader: MessagePackReader, itemCount: number): HubMessage {
  const error = reader.readString('error');
  return {
    type: MessageType.close,
    ...(error === null ? {} : { error }),
    ...(itemCount > 2 ? { allowReconnect: reader.readBoolean('allowReconnect') } : {}),
  };
}

function readOutcome(reader: MessagePackReader): CompletionOutcome {
  switch (reader.readInteger('resultKind', 'Int32')) {
    case 1:
      return { kind: 'error', error: reader.readString('error') ?? '' };
    case 2:
      return { kind: 'without-result' };
    case 3:
      return {
        kind: 'result',
        result: reader.readValue('result', PAYLOAD_DEPTH),
      };
    default:
      throw malformedMessage('Invalid invocation result kind.');
  }
}

function readRequired(reader: MessagePackReader, field: string, meaning: string): string {
  const text = reader.readString(field);
  if (text === null || text === '') {
    throw malformedMessage(`Null or empty ${meaning}.`);
  }
  return text;
}

function readStreamIds(reader: MessagePackReader): { readonly streamIds?: readonly string[] } {
  const count = reader.readArrayLength('streamIds');
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push(readRequired(reader, 'streamIds', 'value in streamIds received'));
  }
  return count === 0 ? {} : { streamIds: ids };
}

function readHeaders(reader: MessagePackReader): { readonly headers?: MessageHeaders } {
  const count = reader.readMapLength('headers');
  if (count === 0) {
    return {};
  }
  const headers: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const name = reader.readString(`headers[${index}].Key`);
    if (name === null || name === '') {
      throw malformedMessage('Null or empty key in header.');
    }
    if (name === '__proto__') {
      throw forbiddenKey();
    }
    const value = reader.readString(`headers[${index}].Value`);
    if (value === null || value === '') {
      throw malformedMessage('Null or empty value in header.');
    }
    headers[name] = value;
  }
  return { headers };
}
