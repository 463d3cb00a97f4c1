export type {
  EventName,
  EventParameters,
  HubContract,
  InvocationName,
  MethodName,
  MethodParameters,
  MethodResult,
  StreamName,
} from './hub-contract.ts';
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
