/**
 * From what a client asked for to a method with its arguments, or the sentence that refuses it.
 *
 * The order of the checks is ASP.NET Core's. Rules: docs/spec/signalr-hubs.md, SH-30 to SH-39.
 */

import { MessageType } from '@parley/signalr-protocol';
import type { InvocationMessage, StreamInvocationMessage } from '@parley/signalr-protocol';
import { BindingError, HubError, SENTENCES } from '../errors.ts';
import type { HubMethod } from './method-table.ts';

/** A call that wants one result, a stream, or nothing. */
export type CallMessage = InvocationMessage | StreamInvocationMessage;

/** A method and its arguments, or why there are none. */
export type Binding =
  | {
      readonly kind: 'bound';
      readonly method: HubMethod;
      /** Without the streams. */
      readonly values: readonly unknown[];
      readonly streamIds: readonly string[];
    }
  /** The client reads the sentence, and of the error what `textForClient` allows. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly error: Error | undefined };

/** No method is one that the hub does not have. */
export function bindCall(message: CallMessage, method: HubMethod | undefined): Binding {
  const { target } = message;
  if (method === undefined) {
    return refused(SENTENCES['binding-failed'](target), new HubError('Method does not exist.'));
  }

  const wantsStream = message.type === MessageType.streamInvocation;
  if (method.isStreaming && !wantsStream) {
    return refused(SENTENCES['method-is-streaming'](target));
  }
  if (!method.isStreaming && wantsStream) {
    return refused(SENTENCES['method-is-not-streaming'](target));
  }

  const streamIds = message.streamIds ?? [];
  if (streamIds.length !== method.clientStreams) {
    const text = `Client sent ${streamIds.length} stream(s), Hub method expects ${method.clientStreams}.`;
    return refused(SENTENCES['method-threw'](target), new HubError(text));
  }

  try {
    return { kind: 'bound', method, values: parseArguments(message, method), streamIds };
  } catch (thrown) {
    const error = thrown instanceof HubError ? thrown : asBindingError(thrown);
    return refused(SENTENCES['binding-failed'](target), error);
  }
}

function parseArguments(message: CallMessage, method: HubMethod): readonly unknown[] {
  const given = message.arguments.length;
  if (method.argumentCount !== 'any' && method.argumentCount !== given) {
    throw new BindingError(
      `Invocation provides ${given} argument(s) but target expects ${method.argumentCount}.`,
    );
  }
  return method.parse(message.arguments);
}

function asBindingError(thrown: unknown): BindingError {
  if (thrown instanceof BindingError) {
    return thrown;
  }
  return new BindingError(
    'Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.',
    { cause: thrown },
  );
}

function refused(sentence: string, error?: Error): Binding {
  return { kind: 'refused', sentence, error };
}
