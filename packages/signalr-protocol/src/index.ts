export type {
  AnsweredEventName,
  EventName,
  EventParameters,
  EventResult,
  HubContract,
  InvocationName,
  MethodName,
  MethodParameters,
  MethodResult,
  StreamName,
} from './hub-contract.ts';
export { isNumbered, SequenceError } from './exchange/received-messages.ts';
export type { CountedMessage } from './exchange/received-messages.ts';
export { StatefulExchange } from './exchange/stateful-exchange.ts';
export type { StatefulExchangeOptions } from './exchange/stateful-exchange.ts';
export { MessageType } from './hub-message.ts';
export type {
  AckMessage,
  CancelInvocationMessage,
  CloseMessage,
  CompletionMessage,
  CompletionOutcome,
  HubMessage,
  InvocationMessage,
  MessageHeaders,
  PingMessage,
  SequenceMessage,
  StreamInvocationMessage,
  StreamItemMessage,
} from './hub-message.ts';
export type { Decoded, DecodeOptions, HubProtocol, TransferFormat } from './hub-protocol.ts';
export type { Consequence, ProtocolErrorCode } from './errors.ts';
export { ProtocolError } from './errors.ts';
export type { HandshakeLimits, HandshakeRequest } from './handshake.ts';
export { encodeHandshakeResponse, parseHandshakeRequest } from './handshake.ts';
export { JsonHubProtocol } from './json/json-hub-protocol.ts';
export { MessagePackHubProtocol } from './messagepack/messagepack-hub-protocol.ts';
export { MessagePackReader } from './messagepack/messagepack-reader.ts';
export { MissingEncodingError, SerializedMessage } from './serialized-message.ts';
export type {
  ClientParameters,
  EventHandler,
  HubConnectionLike,
  StreamItem,
  StreamSource,
  StreamSubscriber,
  StreamSubscription,
  TypedClient,
} from './typed-client.ts';
export { createTypedClient } from './typed-client.ts';
