/**
 * The messages of the SignalR hub protocol.
 *
 * Spec: HubProtocol.md, "Message types". The numbers are the wire's.
 */

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
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

export type MessageHeaders = Readonly<Record<string, string>>;

export interface InvocationMessage {
  readonly type: typeof MessageType.invocation;
  readonly headers?: MessageHeaders;
  /** Absent: nobody waits for a completion. */
  readonly invocationId?: string;
  readonly target: string;
  readonly arguments: readonly unknown[];
  readonly streamIds?: readonly string[];
}

export interface StreamInvocationMessage {
  readonly type: typeof MessageType.streamInvocation;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
  readonly target: string;
  readonly arguments: readonly unknown[];
  readonly streamIds?: readonly string[];
}

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

export interface CompletionMessage {
  readonly type: typeof MessageType.completion;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
  readonly outcome: CompletionOutcome;
}

export interface CancelInvocationMessage {
  readonly type: typeof MessageType.cancelInvocation;
  readonly headers?: MessageHeaders;
  readonly invocationId: string;
}

export interface PingMessage {
  readonly type: typeof MessageType.ping;
}

export interface CloseMessage {
  readonly type: typeof MessageType.close;
  /** An empty string is still an error. */
  readonly error?: string;
  readonly allowReconnect?: boolean;
}

export interface AckMessage {
  readonly type: typeof MessageType.ack;
  readonly sequenceId: number;
}

export interface SequenceMessage {
  readonly type: typeof MessageType.sequence;
  readonly sequenceId: number;
}

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
