/** How a reply came, as whoever asked for it saw it. Milliseconds are of `performance.now()`. */

export interface MeasuredReply {
  readonly tokens: number;
  readonly askedAt: number;
  readonly firstTextAt: number;
  readonly endedAt: number;
  /** Share of the reply that had come with the first text: it took no time of its own. */
  readonly firstShare: number;
  /** Between two texts. */
  readonly longestPauseMs: number;
}

export function firstTextMs(reply: MeasuredReply): number {
  return reply.firstTextAt - reply.askedAt;
}

export function tokensPerSecond(reply: MeasuredReply): number {
  const tokens = reply.tokens * (1 - reply.firstShare);
  return (tokens / (reply.endedAt - reply.firstTextAt)) * 1_000;
}

/** Of replies that were written at the same time: from the first text of any to the end of all. */
export function tokensPerSecondTogether(replies: readonly MeasuredReply[]): number {
  const tokens = replies.reduce((sum, reply) => sum + reply.tokens * (1 - reply.firstShare), 0);
  const from = Math.min(...replies.map(({ firstTextAt }) => firstTextAt));
  const to = Math.max(...replies.map(({ endedAt }) => endedAt));
  return (tokens / (to - from)) * 1_000;
}
