/**
 * The messages of the SignalR hub protocol.
 *
 * Spec: HubProtocol.md, "Message types". The numbers are the wire's.
 */

/** The numbers that stand for the types on the wire. */
export const MessageType = {
  invocation: 1,
  streamItem: 2,
  completion: 3,
  streamInvocation: 4,
  cancelInvocation: 5,
  ping: 6,
  close: 7,
  ack: 8,
  sequence: 9,
} as const;
/** The number of one type. */
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** Names and values beside a message; the hub ignores them. */
export type MessageHeaders = Readonly<Record<string, string>>;

/** Calls a method or an event; with an id its answer is wanted. */
export interface InvocationMessage {
  readonly type: typeof MessageType.invocation;
  readonly headers?: MessageHeaders;
  /** Absent: nobody waits for a completion. */
  readonly invocationId?: string;
  readonly target: string;
  readonly arguments: readonly unknown[];
  readonly streamIds?: readonly string[];
}

/** Calls a method that answers with a stream. */
export interface StreamInvocationMessage {
  readonly type: typeof MessageType.streamInvocation;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
  readonly target: string;
  readonly arguments: readonly unknown[];
  readonly streamIds?: readonly string[];
}

/** One value of a stream, in either direction. */
export interface StreamItemMessage {
  readonly type: typeof MessageType.streamItem;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
  readonly item: unknown;
}

/** How an invocation or a stream ended. A stream and a void method end `without-result`. */
export type CompletionOutcome =
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'without-result' }
  | { readonly kind: 'result'; readonly result: unknown };

/** The end of a call or of a stream, in either direction. */
export interface CompletionMessage {
  readonly type: typeof MessageType.completion;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
  readonly outcome: CompletionOutcome;
}

/** The client wants no more of a call. */
export interface CancelInvocationMessage {
  readonly type: typeof MessageType.cancelInvocation;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
}

/** Says that its sender is there. */
export interface PingMessage {
  readonly type: typeof MessageType.ping;
}

/** The last message of a connection. */
export interface CloseMessage {
  readonly type: typeof MessageType.close;
  /** An empty string is still an error. */
  readonly error?: string;
  readonly allowReconnect?: boolean;
}

/** Everything up to this number has arrived. */
export interface AckMessage {
  readonly type: typeof MessageType.ack;
  readonly sequenceId: number;
}

/** The number of the next message, after another socket has taken over. */
export interface SequenceMessage {
  readonly type: typeof MessageType.sequence;
  readonly sequenceId: number;
}

/** Everything that is said after the handshake. */
export type HubMessage =
  | InvocationMessage
  | StreamInvocationMessage
  | StreamItemMessage
  | CompletionMessage
  | CancelInvocationMessage
  | PingMessage
  | CloseMessage
  | AckMessage
  | SequenceMessage;
