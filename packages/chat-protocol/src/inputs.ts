/** What a client may send, as schemas: the one place where a hub's or a route's input is parsed. */

import { z } from 'zod';
import { isBlank } from './blank-text.ts';
import { clientMessageIdSchema, messageIdSchema, roomIdSchema, turnIdSchema } from './ids.ts';
import { limits } from './limits.ts';
import { displayNameSchema, roomNameSchema } from './name-schemas.ts';

const sequence = z.int().nonnegative();

export const createRoomInputSchema = z.object({ name: roomNameSchema });
export const roomInputSchema = z.object({ roomId: roomIdSchema });
export const renameRoomInputSchema = z.object({ roomId: roomIdSchema, name: roomNameSchema });

export const openRoomInputSchema = z.object({
  roomId: roomIdSchema,
  /** What the client has already; absent asks for the newest page. */
  known: z
    .object({
      /** Newest sequence it has. */
      sequence,
      /** Replies that had not ended when it last heard of them. */
      unfinished: z.array(messageIdSchema).max(64),
    })
    .optional(),
});

export const postMessageInputSchema = z.object({
  roomId: roomIdSchema,
  clientMessageId: clientMessageIdSchema,
  text: z
    .string()
    .max(limits.maxMessageLength, `A message has at most ${limits.maxMessageLength} characters.`)
    .refine((text) => !isBlank(text), 'A message needs some text.'),
  replyTo: messageIdSchema.nullable(),
});

export const turnInputSchema = z.object({ roomId: roomIdSchema, turnId: turnIdSchema });
export const replyInputSchema = z.object({ roomId: roomIdSchema, messageId: messageIdSchema });
export const readReplyInputSchema = replyInputSchema.extend({ offset: sequence });

export const signInInputSchema = z.object({
  name: displayNameSchema,
  /** The secret of the invite link, where the server asks for one. */
  invite: z.string().max(256).optional(),
});
export const claimLinkInputSchema = z.object({ token: z.string().min(1).max(256) });
export const historyQuerySchema = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().positive().max(limits.maxPageSize).default(limits.pageSize),
});

export type CreateRoomInput = z.infer<typeof createRoomInputSchema>;
export type RoomInput = z.infer<typeof roomInputSchema>;
export type RenameRoomInput = z.infer<typeof renameRoomInputSchema>;
export type OpenRoomInput = z.infer<typeof openRoomInputSchema>;
export type PostMessageInput = z.infer<typeof postMessageInputSchema>;
export type TurnInput = z.infer<typeof turnInputSchema>;
export type ReplyInput = z.infer<typeof replyInputSchema>;
export type ReadReplyInput = z.infer<typeof readReplyInputSchema>;
export type SignInInput = z.infer<typeof signInInputSchema>;
export type ClaimLinkInput = z.infer<typeof claimLinkInputSchema>;
export type HistoryQuery = z.infer<typeof historyQuerySchema>;
