/**
 * What goes wrong in a hub, what the client reads of it, and who decides that.
 *
 * The sentences are ASP.NET Core's, word for word: clients and their tests know them.
 */

import { ProtocolError, SequenceError } from '@parley/signalr-protocol';

/** An error whose message the client may read. Everything else thrown by a hub stays with the server. */
export class HubError extends Error {
  override readonly name = 'HubError';
}

/** The arguments of a call do not fit its method. */
export class BindingError extends Error {
  override readonly name = 'BindingError';
}

/** The client that was asked for a result is not there, or is not there any more. */
export class ConnectionGoneError extends Error {
  override readonly name = 'ConnectionGoneError';
}

/** The client was silent for too long. */
export class ClientTimeoutError extends Error {
  override readonly name = 'ClientTimeoutError';

  constructor() {
    super("Client hasn't sent a message/ping within the configured ClientTimeoutInterval.");
  }
}

/** Every sentence that a client can be sent, by what happened. `method` is as the hub spells it, if it has it. */
export const SENTENCES = {
  'handshake-failed': () => 'An unexpected error occurred during connection handshake.',
  'handshake-canceled': () => 'Handshake was canceled.',
  'protocol-unknown': (protocol: string) => `The protocol '${protocol}' is not supported.`,
  'version-unsupported': (version: number, protocol: string) =>
    `The server does not support version ${version} of the '${protocol}' protocol.`,
  'transfer-format-unsupported': (protocol: string) =>
    `Cannot use the '${protocol}' protocol on the current transport. The transport does not support 'Binary' transfer format.`,
  'connection-failed': () => 'Connection closed with an error.',
  'binding-failed': (method: string) =>
    `Failed to invoke '${method}' due to an error on the server.`,
  'method-unauthorized': (method: string) =>
    `Failed to invoke '${method}' because user is unauthorized`,
  'method-threw': (method: string) =>
    `An unexpected error occurred invoking '${method}' on the server.`,
  'stream-threw': () => 'An error occurred on the server while streaming results.',
  'method-is-streaming': (method: string) =>
    `The client attempted to invoke the streaming '${method}' method with a non-streaming invocation.`,
  'method-is-not-streaming': (method: string) =>
    `The client attempted to invoke the non-streaming '${method}' method with a streaming invocation.`,
  'result-is-no-stream': (method: string) =>
    `The value returned by the streaming method '${method}' is not a ChannelReader<> or IAsyncEnumerable<>.`,
  'invocation-id-in-use': (invocationId: string) =>
    `Invocation ID '${invocationId}' is already in use.`,
  'too-many-calls': (method: string) =>
    `Failed to invoke '${method}' because too many calls of this client are running`,
  'stream-item-unbound': () => 'Failed to bind Stream message.',
  'client-too-slow': () => 'The client reads more slowly than it is sent to.',
  'client-unknown': (connectionId: string) => `Connection '${connectionId}' does not exist.`,
  'client-disconnected': (connectionId: string) => `Connection '${connectionId}' disconnected.`,
  'client-result-canceled': () => 'Invocation canceled by the server.',
  'client-result-foreign': (connectionId: string, invocationId: string) =>
    `Connection ID '${connectionId}' is not valid for invocation ID '${invocationId}'.`,
} as const;

/**
 * The one place that decides what a client may read of an error: the sentence always, the error's
 * own text when it is a `HubError` or the hub shows detailed errors.
 */
export function textForClient(sentence: string, error: Error, hasDetailedErrors: boolean): string {
  const isShown = error instanceof HubError || hasDetailedErrors;
  return isShown ? `${sentence} ${exceptionName(error)}: ${exceptionText(error)}` : sentence;
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown), { cause: thrown });
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, for one.
    return 'Something was thrown that has no text.';
  }
}

/** The codec knows the limit; where it is set is known here. */
function exceptionText(error: Error): string {
  return error instanceof ProtocolError && error.code === 'message-too-large'
    ? `${error.message} The message size can be configured in AddHubOptions.`
    : error.message;
}

/** The name a .NET server would print, so that messages of the same fault read the same. */
function exceptionName(error: Error): string {
  if (error.constructor === HubError) {
    return 'HubException';
  }
  if (error instanceof ProtocolError || error instanceof BindingError) {
    return 'InvalidDataException';
  }
  if (error instanceof ConnectionGoneError) {
    return 'IOException';
  }
  if (error instanceof SequenceError) {
    return 'InvalidOperationException';
  }
  return error instanceof ClientTimeoutError
    ? 'OperationCanceledException'
    : error.constructor.name;
}
