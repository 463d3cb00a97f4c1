/** Branded ids, so that a room's id cannot be passed where a member's is meant. */

import { z } from 'zod';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not an id');

export const roomIdSchema = id.brand<'RoomId'>();
export const memberIdSchema = id.brand<'MemberId'>();
export const messageIdSchema = id.brand<'MessageId'>();
export const turnIdSchema = id.brand<'TurnId'>();
/** Drawn by the client for each message it sends, so that a repeated send is one message. */
export const clientMessageIdSchema = id.brand<'ClientMessageId'>();

export type RoomId = z.infer<typeof roomIdSchema>;
export type MemberId = z.infer<typeof memberIdSchema>;
export type MessageId = z.infer<typeof messageIdSchema>;
export type TurnId = z.infer<typeof turnIdSchema>;
export type ClientMessageId = z.infer<typeof clientMessageIdSchema>;
