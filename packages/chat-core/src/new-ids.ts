/** Ids of new things, branded; a source that gives anything but an id is refused at once. */

import { memberIdSchema, messageIdSchema, roomIdSchema, turnIdSchema } from '@parley/chat-protocol';
import type { MemberId, MessageId, RoomId, TurnId } from '@parley/chat-protocol';
import type { IdSource } from './ports.ts';

export function newMemberId(ids: IdSource): MemberId {
  return memberIdSchema.parse(ids.next());
}

export function newRoomId(ids: IdSource): RoomId {
  return roomIdSchema.parse(ids.next());
}

export function newMessageId(ids: IdSource): MessageId {
  return messageIdSchema.parse(ids.next());
}

export function newTurnId(ids: IdSource): TurnId {
  return turnIdSchema.parse(ids.next());
}
