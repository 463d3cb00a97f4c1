/**
 * Holds back from one client that lags what the application can make up for, and catches it up when it has drained.
 *
 * The first message missed of each key is remembered and the others are counted, so what is held is bounded by the
 * number of keys. Rules: docs/spec/signalr-hubs.md, SH-164 to SH-171.
 */

import { MessageType } from '@parley/signalr-protocol';
import type {
  HubContract,
  HubMessage,
  HubProtocol,
  SerializedMessage,
} from '@parley/signalr-protocol';
import type { Logger } from '../../transports/logger.ts';
import type { DisconnectNotice, HubConnectionContext } from '../definition/hub.ts';
import { lagBytesOf } from '../definition/slow-clients.ts';
import type {
  CoalesceForSlowClients,
  HubEvent,
  SlowClientPolicy,
} from '../definition/slow-clients.ts';
import { SENTENCES } from '../errors.ts';
import type { HubCounters } from '../hub-metrics.ts';

/** A message with a key beyond these is queued like one without. */
const MAX_KEYS = 1_000;

/** Where a client's messages go, as far as this cares. */
export interface LaggingOutput {
  /** After what can be written has been. */
  lagsBehind(bytes: number): boolean;
  /** Calls back each time that less is waiting than before. */
  onDrained(handler: () => void): void;
}

export interface CoalescerOptions {
  readonly policy: CoalesceForSlowClients<HubContract>;
  readonly output: LaggingOutput;
  readonly connection: HubConnectionContext;
  /** Does nothing once the connection has ended. */
  readonly send: (message: HubMessage) => void;
  readonly counters: Pick<HubCounters, 'coalesced' | 'endedAsSlow'>;
  readonly logger: Logger;
  /** Does nothing once the connection has ended. */
  readonly disconnect: (notice: DisconnectNotice) => void;
}

/** Nothing for a hub whose slow clients are disconnected. */
export function createCoalescer(
  policy: SlowClientPolicy<HubContract>,
  options: Omit<CoalescerOptions, 'policy'>,
): Coalescer | undefined {
  return policy.policy === 'coalesce' ? new Coalescer({ ...options, policy }) : undefined;
}

interface Missed {
  readonly firstMissed: HubEvent<HubContract>;
  missedCount: number;
}

export class Coalescer {
  readonly #options: CoalescerOptions;
  readonly #lagBytes: number;
  /** By key, in the order in which they were first missed. Made for a client that lags. */
  #missed: Map<string, Missed> | undefined;
  #keyBeingCaughtUp: string | undefined;
  #isCatchingUp = false;
  #hasFailed = false;

  constructor(options: CoalescerOptions) {
    this.#options = options;
    this.#lagBytes = lagBytesOf(options.policy);
  }

  /**
   * True where the message need not be sent now: what makes up for it is sent later. Throws what
   * reading a message throws that came encoded.
   */
  holdsBack(message: SerializedMessage, protocol: HubProtocol): boolean {
    const isLagging = this.#options.output.lagsBehind(this.#lagBytes);
    if (!isLagging && !this.#isBehind) {
      return false;
    }
    const content = message.messageFor(protocol);
    try {
      return this.#miss(content, isLagging);
    } catch (error) {
      this.#fail(error);
      return true;
    }
  }

  get #isBehind(): boolean {
    return this.#isCatchingUp || (this.#missed?.size ?? 0) > 0;
  }

  #miss(message: HubMessage, isLagging: boolean): boolean {
    const event = eventOf(message);
    const key = event === undefined ? undefined : this.#options.policy.keyOf(event);
    if (event === undefined || key === undefined) {
      return false;
    }
    const missedByKey = this.#rememberMissed();
    const missed = missedByKey.get(key);
    const canWait = isLagging && missedByKey.size < MAX_KEYS;
    if (missed === undefined && !canWait && key !== this.#keyBeingCaughtUp) {
      return false;
    }
    if (missed === undefined) {
      missedByKey.set(key, { firstMissed: event, missedCount: 1 });
    } else {
      missed.missedCount += 1;
    }
    this.#options.counters.coalesced += 1;
    return true;
  }

  #rememberMissed(): Map<string, Missed> {
    if (this.#missed === undefined) {
      this.#missed = new Map();
      this.#options.output.onDrained(() => void this.#catchUp());
    }
    return this.#missed;
  }

  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) {
      return;
    }
    this.#isCatchingUp = true;
    try {
      for (const [key, missed] of this.#missed ?? []) {
        if (this.#options.output.lagsBehind(this.#lagBytes / 2)) {
          break;
        }
        await this.#catchUpOn(key, missed);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#keyBeingCaughtUp = undefined;
    this.#isCatchingUp = false;
  }

  /** A key that is missed again meanwhile takes its turn behind the others. */
  async #catchUpOn(key: string, { firstMissed, missedCount }: Missed): Promise<void> {
    const { policy, connection, send } = this.#options;
    this.#missed?.delete(key);
    this.#keyBeingCaughtUp = key;
    const event = await policy.catchUp({ key, firstMissed, missedCount }, connection);
    if (event !== undefined) {
      send({ type: MessageType.invocation, ...asInvocation(event) });
    }
  }

  /** Something would be lost, so the client is to begin anew. */
  #fail(error: unknown): void {
    if (this.#hasFailed) {
      return;
    }
    this.#hasFailed = true;
    const { counters, logger, connection, disconnect } = this.#options;
    counters.endedAsSlow += 1;
    const { connectionId } = connection;
    logger.error({ error, connectionId }, 'A slow client could not be caught up');
    disconnect({ reason: SENTENCES['client-too-slow'](), allowReconnect: true });
  }
}

/** The contract's types end here: on the wire an event is a name and what goes with it. */
function asInvocation(event: HubEvent<HubContract>): {
  readonly target: string;
  readonly arguments: readonly unknown[];
} {
  return event;
}

/** A call that wants an answer is no event. */
function eventOf(message: HubMessage): HubEvent<HubContract> | undefined {
  if (message.type !== MessageType.invocation || message.invocationId !== undefined) {
    return undefined;
  }
  return { target: message.target, arguments: message.arguments } as HubEvent<HubContract>;
}
