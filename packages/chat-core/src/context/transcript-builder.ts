/**
 * What an agent is given for a turn: the one place that decides it.
 *
 * Everything said in the room up to now, oldest first, as far as the model's budget reaches. Where the
 * window of a room begins moves only when it overflows, so that consecutive prompts share their beginning.
 */

import type { Message, MessageId, RoomId } from '@parley/chat-protocol';
import type { Transcript, TranscriptLine } from '@parley/llm';
import type { SeatedAgent } from '../agents/agent-roster.ts';
import type { HistoryStore, StoredTurn } from '../history-store.ts';
import { firstKeptLine } from './context-window.ts';
import { truncateToTokens } from './middle-truncation.ts';
import { heardMessage, supersededReplies } from './transcript-lines.ts';
import type { HeardMessage, Listener } from './transcript-lines.ts';

const PAGE_SIZE = 200;
/** What a layout puts around a line: a name, a role, turn markers. */
const LINE_OVERHEAD_TOKENS = 6;
/** Of the budget, for one line and for the question; what is longer is shortened from its middle. */
const LINE_SHARE = 0.25;
const QUESTION_SHARE = 0.5;
const LINE_BREAK = /\r\n?|[\n\u2028\u2029]/u;

export interface TranscriptBuilderOptions {
  readonly store: Pick<HistoryStore, 'findMessage' | 'listMessagesBefore'>;
  readonly nameOf: Listener['nameOf'];
  readonly roomName: (roomId: RoomId) => string;
}

/** A line as it will be rendered. Kept between turns: counting tokens is a call to the engine. */
interface CountedLine {
  readonly line: TranscriptLine;
  readonly cost: number;
}

/** What is remembered of a room and agent between turns. */
interface RoomWindow {
  /** Sequence of the oldest message that is still heard. */
  readonly from: number;
  readonly counted: ReadonlyMap<MessageId, CountedLine>;
}

interface Heard extends CountedLine {
  readonly message: HeardMessage;
}

export class TranscriptBuilder {
  readonly #options: TranscriptBuilderOptions;
  readonly #windows = new Map<string, RoomWindow>();

  constructor(options: TranscriptBuilderOptions) {
    this.#options = options;
  }

  /** @throws {StorageError} and what the model throws when it cannot count. */
  async build(turn: StoredTurn, agent: SeatedAgent): Promise<Transcript> {
    const budget = agent.model.transcriptBudgetTokens;
    const question = await this.question(turn);
    const counted = await truncateToTokens(
      question.text,
      Math.floor(budget * QUESTION_SHARE),
      (text) => lineCost(agent, { by: 'person', name: question.name, text }),
    );

    const key = `${turn.roomId} ${turn.agentId}`;
    const window = this.#windows.get(key) ?? { from: 1, counted: new Map() };
    const available = budget - counted.cost;
    const read = await this.#readBack({ turn, agent, window, available });
    const first = firstKeptLine(
      read.heard.map(({ cost }) => cost),
      available,
    );
    const kept = read.heard.slice(first);
    const from = first === 0 ? read.from : (kept[0]?.message.sequence ?? read.newest + 1);
    this.#windows.set(key, {
      from,
      counted: new Map(kept.map(({ message, line, cost }) => [message.messageId, { line, cost }])),
    });

    return {
      agent: agent.name,
      handle: agent.handle,
      room: this.#options.roomName(turn.roomId),
      heard: kept.map(({ line }) => line),
      omitted: from - 1,
      question: { name: question.name, text: counted.text },
    };
  }

  /** The message that a turn answers, whole. */
  async question(turn: StoredTurn): Promise<Transcript['question']> {
    const message = await this.#options.store.findMessage(turn.roomId, turn.questionId);
    const name = this.#options.nameOf(turn.askedBy) ?? 'Somebody';
    return { name, text: message?.text ?? '' };
  }

  /** Lines from the newest back to where the window begins, or to where the budget is passed. */
  async #readBack(reading: {
    readonly turn: StoredTurn;
    readonly agent: SeatedAgent;
    readonly window: RoomWindow;
    readonly available: number;
  }): Promise<{ heard: readonly Heard[]; from: number; newest: number }> {
    const { turn, window, available } = reading;
    let messages: readonly Message[] = [];
    let heard: readonly Heard[] = [];
    let hasMore = true;
    let total = 0;

    while (hasMore && total <= available) {
      const before = messages[0]?.sequence;
      const page = await this.#options.store.listMessagesBefore(turn.roomId, {
        before,
        limit: PAGE_SIZE,
      });
      const inWindow = page.messages.filter(({ sequence }) => sequence >= window.from);
      // Only a newer message can replace an older one, so reading backwards sees the replacing one first.
      messages = [...inWindow, ...messages];
      const lines = await this.#count(inWindow, supersededReplies(messages, turn), reading);
      heard = [...lines, ...heard];
      total = heard.reduce((sum, { cost }) => sum + cost, 0);
      hasMore = page.hasMore && inWindow.length === page.messages.length;
    }

    const oldest = messages[0]?.sequence ?? window.from;
    const newest = messages.at(-1)?.sequence ?? oldest;
    return { heard, from: hasMore ? oldest : window.from, newest };
  }

  async #count(
    messages: readonly Message[],
    superseded: ReadonlySet<MessageId>,
    { turn, agent, window }: { turn: StoredTurn; agent: SeatedAgent; window: RoomWindow },
  ): Promise<Heard[]> {
    const listener: Listener = { ...turn, nameOf: this.#options.nameOf };
    const heard = messages
      .map((message) => heardMessage(message, listener, superseded))
      .filter((message) => message !== undefined);
    const uncounted = heard.filter(({ messageId }) => !window.counted.has(messageId));
    const costs = await lineCosts(
      agent,
      uncounted.map(({ line }) => line),
    );
    const costOf = new Map(uncounted.map(({ messageId }, index) => [messageId, costs[index] ?? 0]));

    return Promise.all(
      heard.map(async (message) => {
        const known = window.counted.get(message.messageId);
        if (known !== undefined) return { message, ...known };
        const cost = costOf.get(message.messageId) ?? 0;
        return { message, ...(await shortened({ line: message.line, cost }, agent)) };
      }),
    );
  }
}

async function shortened({ line, cost }: CountedLine, agent: SeatedAgent): Promise<CountedLine> {
  const maxTokens = Math.floor(agent.model.transcriptBudgetTokens * LINE_SHARE);
  if (cost <= maxTokens) return { line, cost };
  const fitted = await truncateToTokens(line.text, maxTokens, (text) =>
    lineCost(agent, { ...line, text }),
  );
  return { line: { ...line, text: fitted.text }, cost: fitted.cost };
}

async function lineCost(agent: SeatedAgent, line: TranscriptLine): Promise<number> {
  const [cost = 0] = await lineCosts(agent, [line]);
  return cost;
}

async function lineCosts(agent: SeatedAgent, lines: readonly TranscriptLine[]): Promise<number[]> {
  if (lines.length === 0) return [];
  const tokens = await agent.model.countTokens(lines.map(spokenText));
  return lines.map((line, index) => {
    // A layout indents what follows a line break, which can take a token each.
    const breaks = line.text.split(LINE_BREAK).length - 1;
    return (tokens[index] ?? 0) + breaks + LINE_OVERHEAD_TOKENS;
  });
}

function spokenText(line: TranscriptLine): string {
  return line.by === 'self' ? line.text : `${line.name}: ${line.text}`;
}
