/** How often each member may post and call an agent. */

import type { MemberId, Refusal } from '@parley/chat-protocol';
import type { ChatLimits } from './create-chat.ts';
import { refused } from './outcomes.ts';
import type { Clock } from './ports.ts';
import { fullBucket, withdraw } from './token-bucket.ts';
import type { TokenBucket } from './token-bucket.ts';

export interface RateLimitsOptions {
  readonly limits: Pick<ChatLimits, 'messagesPerMinute' | 'callsPerMinute'>;
  readonly clock: Clock;
}

export interface RateCost {
  readonly messages: number;
  /** Turns asked for. */
  readonly calls: number;
}

interface MemberBuckets {
  readonly messages: TokenBucket;
  readonly calls: TokenBucket;
}

export class RateLimits {
  readonly #options: RateLimitsOptions;
  readonly #members = new Map<MemberId, MemberBuckets>();

  constructor(options: RateLimitsOptions) {
    this.#options = options;
  }

  /** Takes the whole cost, or nothing of it and says why. */
  take(memberId: MemberId, cost: RateCost): Refusal | undefined {
    const { limits, clock } = this.#options;
    const now = clock.now();
    const messageRate = { perMinute: limits.messagesPerMinute };
    const callRate = { perMinute: limits.callsPerMinute };
    const buckets = this.#members.get(memberId) ?? {
      messages: fullBucket(messageRate, now),
      calls: fullBucket(callRate, now),
    };

    const messages = withdraw(buckets.messages, messageRate, { count: cost.messages, now });
    if (messages.kind === 'empty')
      return refused(
        'rate-limited',
        'That was a lot at once.' + waiting(messages),
        messages.retryAfterMs,
      );
    const calls = withdraw(buckets.calls, callRate, { count: cost.calls, now });
    if (calls.kind === 'empty') {
      const text = 'You have asked the agent a lot in a short time.' + waiting(calls);
      return refused('rate-limited', text, calls.retryAfterMs);
    }

    this.#members.set(memberId, { messages: messages.bucket, calls: calls.bucket });
    return undefined;
  }
}

function waiting({ retryAfterMs }: { readonly retryAfterMs: number }): string {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return ` Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}
