/** A chat on doubles: one agent, a clock that stands, and people as a test needs them. */

import { createChat } from '@parley/chat-core';
import type { AgentOptions, Chat, ChatLimits } from '@parley/chat-core';
import type {
  ClientMessageId,
  MemberId,
  Message,
  MessageId,
  Outcome,
  PersonMessage,
  ReplyMessage,
  Room,
  Turn,
} from '@parley/chat-protocol';
import { ManualClock } from './manual-clock.ts';
import { MemoryHistoryStore } from './memory-history-store.ts';
import { RecordingPublisher } from './recording-publisher.ts';
import { ScriptedModel } from './scripted-model.ts';
import { settle } from './settle.ts';

export const LLAMA = 'llama' as MemberId;

export interface TestChatOptions {
  readonly store?: MemoryHistoryStore;
  readonly clock?: ManualClock;
  readonly model?: ScriptedModel;
  readonly otherAgents?: readonly AgentOptions[];
  readonly limits?: Partial<ChatLimits>;
}

export function agentOptions(name: string, model: ScriptedModel): AgentOptions {
  const handle = name.toLowerCase();
  return { id: handle, name, handle, model, isPackaged: false, suggestions: [] };
}

const LIMITS: ChatLimits = {
  messagesPerMinute: 600,
  callsPerMinute: 600,
  maxQueuedTurns: 8,
  presenceGatherMs: 0,
  replyPace: {
    intervalMs: 50,
    gatherMs: 0,
    maxTextBytes: undefined,
    readingReports: { afterMs: 0, intervalMs: 50 },
  },
};

export class TestChat {
  readonly clock: ManualClock;
  readonly store: MemoryHistoryStore;
  readonly model: ScriptedModel;
  readonly publisher = new RecordingPublisher();
  readonly logged: string[] = [];
  readonly chat: Chat;
  #drawn = 0;

  constructor(options: TestChatOptions) {
    this.clock = options.clock ?? new ManualClock();
    this.store = options.store ?? new MemoryHistoryStore();
    this.model = options.model ?? new ScriptedModel();
    const log = (_fields: object, text: string): void => void this.logged.push(text);
    // Ids of a second chat on the same history must be new ones.
    const prefix = `n${this.clock.now() % 1_000_000}-`;
    this.chat = createChat({
      store: this.store,
      publisher: this.publisher,
      clock: this.clock,
      ids: { next: () => `${prefix}${(this.#drawn += 1)}` },
      logger: { info: log, warn: log, error: log },
      agents: [agentOptions('Llama', this.model), ...(options.otherAgents ?? [])],
      limits: { ...LIMITS, ...options.limits },
    });
  }

  /** A chat that has started; its first room is `general`. */
  static async start(options: TestChatOptions = {}): Promise<TestChat> {
    const test = new TestChat(options);
    await test.chat.start();
    await settle();
    return test;
  }

  get general(): Room {
    const [room] = this.chat.roomsOf(LLAMA);
    if (room === undefined) throw new Error('There is no room.');
    return room;
  }

  async person(name: string): Promise<MemberId> {
    return value(await this.chat.addPerson(name)).id;
  }

  post(author: MemberId, text: string, replyTo?: MessageId): Promise<Outcome<PersonMessage>> {
    return this.chat.postMessage(author, {
      roomId: this.general.id,
      clientMessageId: `c-${(this.#drawn += 1)}` as ClientMessageId,
      text,
      replyTo: replyTo ?? null,
    });
  }

  /** Posts, and lets what follows from it happen. */
  async say(author: MemberId, text: string, replyTo?: MessageId): Promise<PersonMessage> {
    const message = value(await this.post(author, text, replyTo));
    await settle();
    return message;
  }

  async messages(): Promise<readonly Message[]> {
    const page = { before: undefined, limit: 200 };
    return (await this.store.listMessagesBefore(this.general.id, page)).messages;
  }

  /** The reply that was started last, as the room sees it. */
  async reply(viewer: MemberId): Promise<ReplyMessage> {
    const view = value(await this.chat.openRoom(viewer, { roomId: this.general.id }));
    const last = view.messages.findLast((message) => message.kind === 'reply');
    if (last?.kind !== 'reply') throw new Error('There is no reply.');
    return last;
  }

  turns(): readonly Turn[] {
    const [first] = this.publisher.of('turns-changed').slice(-1);
    return first?.turns ?? [];
  }
}

/** The value of an outcome that must not be a refusal. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`);
  return outcome.value;
}

/** The code of an outcome that must be a refusal. */
export function problem(outcome: Outcome<unknown>): string {
  if (outcome.ok) throw new Error('It was not refused.');
  return outcome.problem.code;
}
