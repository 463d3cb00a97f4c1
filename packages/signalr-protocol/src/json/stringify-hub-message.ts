/** Hub messages as JSON text, their properties in the order in which .NET writes them. */

import {
  type CompletionOutcome,
  type HubMessage,
  type InvocationMessage,
  type MessageHeaders,
  MessageType,
  type StreamInvocationMessage,
} from '../hub-message.ts';
import { stringifyPayload } from './json-payload.ts';

const PING = `{"type":${MessageType.ping}}`;

/** Without the record separator. */
export function stringifyHubMessage(message: HubMessage): string {
  switch (message.type) {
    case MessageType.invocation:
    case MessageType.streamInvocation:
      return stringifyInvocation(message);
    case MessageType.streamItem:
      return `${startOf(message)},"item":${stringifyPayload(message.item)}}`;
    case MessageType.completion:
      return `${startOf(message)}${outcomeProperty(message.outcome)}}`;
    case MessageType.cancelInvocation:
      return `${startOf(message)}}`;
    case MessageType.ping:
      return PING;
    case MessageType.close:
      // An absent error and a `false` are left out, so the message is as short as .NET's.
      return JSON.stringify({
        type: message.type,
        error: message.error,
        allowReconnect: message.allowReconnect === true ? true : undefined,
      });
    case MessageType.ack:
    case MessageType.sequence:
      return `{"type":${message.type},"sequenceId":${message.sequenceId}}`;
  }
}

function stringifyInvocation(message: InvocationMessage | StreamInvocationMessage): string {
  const streamIds =
    message.streamIds === undefined || message.streamIds.length === 0
      ? ''
      : `,"streamIds":${JSON.stringify(message.streamIds)}`;
  const target = JSON.stringify(message.target);
  const values = stringifyPayload(message.arguments);
  return `${startOf(message)},"target":${target},"arguments":${values}${streamIds}}`;
}

interface Start {
  readonly type: number;
  readonly headers?: MessageHeaders;
  readonly invocationId?: string;
}

/** The opening brace and what most messages begin with. */
function startOf({ type, headers, invocationId }: Start): string {
  let text = `{"type":${type}`;
  if (headers !== undefined && Object.keys(headers).length > 0) {
    text += `,"headers":${JSON.stringify(headers)}`;
  }
  if (invocationId !== undefined) {
    text += `,"invocationId":${JSON.stringify(invocationId)}`;
  }
  return text;
}

function outcomeProperty(outcome: CompletionOutcome): string {
  switch (outcome.kind) {
    case 'error':
      return `,"error":${JSON.stringify(outcome.error)}`;
    case 'without-result':
      return '';
    case 'result':
      return `,"result":${stringifyPayload(outcome.result)}`;
  }
}
