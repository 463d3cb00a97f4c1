export { isBlank } from './blank-text.ts';
export type {
  ChatEvent,
  ChatEventName,
  ChatEventPayload,
  ChatEvents,
  ChatHubContract,
  ChatHubEvents,
  ReplyDelta,
  ReplyEnd,
  ReplyProgress,
  ReplyRest,
  RoomView,
  Welcome,
} from './hub-contract.ts';
export {
  clientMessageIdSchema,
  memberIdSchema,
  messageIdSchema,
  roomIdSchema,
  turnIdSchema,
} from './ids.ts';
export type { ClientMessageId, MemberId, MessageId, RoomId, TurnId } from './ids.ts';
export {
  claimLinkInputSchema,
  createRoomInputSchema,
  historyQuerySchema,
  openRoomInputSchema,
  postMessageInputSchema,
  readReplyInputSchema,
  renameRoomInputSchema,
  replyInputSchema,
  roomInputSchema,
  signInInputSchema,
  turnInputSchema,
} from './inputs.ts';
export type {
  ClaimLinkInput,
  CreateRoomInput,
  HistoryQuery,
  OpenRoomInput,
  PostMessageInput,
  ReadReplyInput,
  RenameRoomInput,
  ReplyInput,
  RoomInput,
  SignInInput,
  TurnInput,
} from './inputs.ts';
export { jsonTextLength, jsonTextPrefix } from './json-text.ts';
export { LARGER_MODELS } from './larger-models.ts';
export type { LargerModel } from './larger-models.ts';
export { limits } from './limits.ts';
export type { Agent, AgentModel, AgentStatus, Member, Person } from './members.ts';
export { findMentions } from './mentions.ts';
export type { Mention } from './mentions.ts';
export type {
  Message,
  PersonMessage,
  ReplyFigures,
  ReplyMessage,
  ReplyOutcome,
  ReplyState,
  Turn,
} from './messages.ts';
export {
  displayNameProblem,
  lookalikeKey,
  nameKey,
  normaliseName,
  roomNameProblem,
} from './names.ts';
export { PROBLEM_STATUS } from './outcome.ts';
export type { Outcome, Problem, ProblemCode, Refusal } from './outcome.ts';
export type {
  DeviceLink,
  HeardLine,
  HeardTranscript,
  HistoryPage,
  ProblemBody,
  SessionView,
} from './rest.ts';
export type { Room } from './rooms.ts';
export { utf8Length, utf8SliceFrom } from './utf8.ts';
