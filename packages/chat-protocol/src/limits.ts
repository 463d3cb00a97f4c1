/** Bounds on what people send, shared so that the page can say no before the server does. */

export const limits = {
  /** Characters (code points) of a display name. */
  maxNameLength: 32,
  maxRoomNameLength: 48,
  /** Characters (UTF-16 units) of one message. */
  maxMessageLength: 8_000,
  /** Messages of one page of history. */
  pageSize: 50,
  maxPageSize: 200,
} as const;
