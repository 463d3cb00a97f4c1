/**
 * What Node servers ask all others of a farm: lists, and the end of a connection.
 *
 * Redis says how many servers a question reached, so that many answers are the whole. Rules:
 * docs/spec/signalr-redis.md, SR-50 to SR-56.
 */

import type {
  ConnectionDescription,
  ConnectionQuery,
  DisconnectNotice,
} from '@parley/signalr-server';
import { asError, RedisRouterError } from '../errors.ts';
import {
  decodeFarmQuery,
  decodeFarmReply,
  encodeFarmQuery,
  encodeFarmReply,
} from '../wire/farm-payloads.ts';
import type { FarmQuery, FarmQuestion, FarmReply } from '../wire/farm-payloads.ts';
import type { FarmSetup } from './farm-setup.ts';
import { PendingAnswers } from './pending-answers.ts';

const QUERY_TIMEOUT_MS = 5_000;
/** Strings in one reply. */
const REPLY_ITEMS = 2_000;
const MAX_ID = 0x7fff_ffff;

/** What has come so far. */
interface Collected {
  readonly question: FarmQuestion;
  readonly items: (string | null)[];
  isFound: boolean;
  /** Servers that have said all. */
  servers: number;
  /** Servers that Redis gave the question to, once it has said so. */
  expected: number | undefined;
}

type Answer = Pick<FarmReply, 'isFound' | 'items'>;

export class FarmQueries {
  readonly #setup: FarmSetup;
  readonly #answers: PendingAnswers<number, Answer>;
  readonly #collected = new Map<number, Collected>();
  #lastId = 0;

  constructor(setup: FarmSetup) {
    this.#setup = setup;
    this.#answers = new PendingAnswers(setup.clock);
  }

  /** @throws {RedisRouterError} `query-timeout`, `query-too-large`, or what publishing throws. */
  async find(query: ConnectionQuery): Promise<readonly ConnectionDescription[]> {
    const { items } = await this.#ask({ kind: 'find', query });
    return describe(items);
  }

  /** Throws as `find` does. */
  async groupsOf(connectionId: string): Promise<readonly string[]> {
    const { items } = await this.#ask({ kind: 'groups-of', connectionId });
    return items.filter((group) => group !== null);
  }

  /** Throws as `find` does. */
  async disconnect(connectionId: string, notice: DisconnectNotice): Promise<boolean> {
    const { isFound } = await this.#ask({ kind: 'disconnect', connectionId, notice });
    return isFound;
  }

  receiveQuery(payload: Uint8Array): void {
    void this.#answer(decodeFarmQuery(payload));
  }

  receiveReply(payload: Uint8Array): void {
    this.#collect(decodeFarmReply(payload));
  }

  /** Nobody will answer any more. */
  failAll(error: Error): void {
    this.#answers.failAll(error);
  }

  async #ask(question: FarmQuestion): Promise<Answer> {
    this.#lastId = this.#lastId >= MAX_ID ? 1 : this.#lastId + 1;
    const id = this.#lastId;
    this.#collected.set(id, {
      question,
      items: [],
      isFound: false,
      servers: 0,
      expected: undefined,
    });
    const answer = this.#answers.open(id, {
      timeoutMs: QUERY_TIMEOUT_MS,
      createTimeoutError: () =>
        new RedisRouterError('query-timeout', 'A server of the farm did not answer in time.'),
    });
    void this.#publish(id, question);
    try {
      return await answer;
    } finally {
      this.#collected.delete(id);
    }
  }

  async #publish(id: number, question: FarmQuestion): Promise<void> {
    const { link, channels, serverName, maxFoundConnections } = this.#setup;
    try {
      const query = encodeFarmQuery({
        id,
        serverName,
        maxItems: 2 * maxFoundConnections,
        question,
      });
      // Whoever watches by a pattern is reached and does not answer, and a server may just come or go.
      const [before, reached, after] = await Promise.all([
        link.countSubscribers(channels.queries),
        link.publish(channels.queries, query),
        link.countSubscribers(channels.queries),
      ]);

      const collected = this.#collected.get(id);
      if (collected !== undefined) {
        collected.expected = Math.min(reached, Math.max(before, after));
        this.#settleIfWhole(id, collected);
      }
    } catch (error) {
      this.#answers.fail(id, asError(error));
    }
  }

  #collect({ id, isLast, isFound, items }: FarmReply): void {
    const collected = this.#collected.get(id);
    if (collected === undefined) {
      return;
    }
    for (const item of items) {
      collected.items.push(item);
    }
    if (collected.items.length > 2 * this.#setup.maxFoundConnections) {
      const text = `More than ${this.#setup.maxFoundConnections} connections fit.`;
      this.#answers.fail(id, new RedisRouterError('query-too-large', text));
    }
    collected.isFound ||= isFound;
    collected.servers += isLast ? 1 : 0;
    this.#settleIfWhole(id, collected);
  }

  #settleIfWhole(id: number, collected: Collected): void {
    const { servers, expected = Infinity, question, isFound, items } = collected;
    // A connection has one server: when that has said all, nobody has more to say.
    const isEnough = isFound && servers > 0 && isAboutOne(question);
    if (isEnough || servers >= expected) {
      this.#answers.settle(id, { isFound, items });
    }
  }

  async #answer({ id, serverName, maxItems, question }: FarmQuery): Promise<void> {
    const { logger } = this.#setup;
    try {
      const { isFound, items } = await this.#answerOwn(question);
      // One more than fits says that there are too many.
      const sent = items.slice(0, Math.max(0, maxItems) + 1);
      for (let start = 0; start === 0 || start < sent.length; start += REPLY_ITEMS) {
        const isLast = start + REPLY_ITEMS >= sent.length;
        const piece = sent.slice(start, start + REPLY_ITEMS);
        await this.#reply(serverName, { id, isLast, isFound: isFound && isLast, items: piece });
      }
    } catch (error) {
      logger.warn({ error }, 'Another server was not answered');
    }
  }

  async #answerOwn(question: FarmQuestion): Promise<Answer> {
    const { local, members } = this.#setup;
    switch (question.kind) {
      case 'find': {
        const found = await local.find(question.query);
        const items = found.flatMap(({ connectionId, userId }) => [connectionId, userId ?? null]);
        return { isFound: found.length > 0, items };
      }
      case 'groups-of': {
        const { connectionId } = question;
        return {
          isFound: members.has(connectionId),
          items: await local.groupsOf(connectionId),
        };
      }
      case 'disconnect':
        return {
          isFound: await local.disconnect(question.connectionId, question.notice),
          items: [],
        };
    }
  }

  async #reply(serverName: string, reply: FarmReply): Promise<void> {
    const { link, channels } = this.#setup;
    if (serverName === this.#setup.serverName) {
      this.#collect(reply);
    } else {
      await link.publish(channels.replies(serverName), encodeFarmReply(reply));
    }
  }
}

function isAboutOne(question: FarmQuestion): boolean {
  return question.kind !== 'find' || question.query.of === 'connection';
}

function describe(items: readonly (string | null)[]): readonly ConnectionDescription[] {
  const found: ConnectionDescription[] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    found.push({ connectionId: items[index] ?? '', userId: items[index + 1] ?? undefined });
  }
  return found;
}
