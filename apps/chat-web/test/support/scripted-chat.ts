/**
 * A chat server in memory, for one client: it answers as the real one does, and a test says when an
 * agent writes, when the connection breaks and what is refused. Nothing happens by itself.
 */

import { utf8Length, utf8SliceFrom } from '@parley/chat-protocol';
import type {
  Agent,
  ChatEvent,
  ChatHubContract,
  Member,
  MemberId,
  Message,
  MessageId,
  OpenRoomInput,
  PersonMessage,
  PostMessageInput,
  Problem,
  ReplyMessage,
  ReplyOutcome,
  Room,
  RoomId,
  RoomView,
  Turn,
  TurnId,
} from '@parley/chat-protocol';
import type { HubTransport, HubTransportEvents } from '../../src/connection/hub-transport.ts';
import { FIRST_TIME, LLAMA } from './fixtures.ts';
import { createScriptedRest } from './scripted-rest.ts';

export interface ScriptedRoom {
  room: Room;
  messages: Message[];
  turns: Turn[];
}

type Methods = ChatHubContract['methods'];

export class ScriptedChat {
  readonly members = new Map<MemberId, Member>();
  readonly rooms = new Map<RoomId, ScriptedRoom>();
  readonly calls: { method: string; input: unknown }[] = [];
  me: MemberId | null;
  isInviteNeeded = false;
  isServiceAway = false;
  pageSize = 50;
  /** While it is set, transports do not start. */
  isDown = false;
  /** While it is set, events are lost on their way. */
  isLosing = false;
  /** Given instead of the next answers of a method. */
  readonly refusals = new Map<string, Problem>();
  /** Methods whose answers are lost together with the connection. */
  readonly cutBeforeAnswer = new Set<string>();
  /** Epoch ms. */
  now = FIRST_TIME;
  #nextId = 1;
  #events: HubTransportEvents | undefined;

  constructor(me: MemberId | null, members: readonly Member[]) {
    this.me = me;
    for (const member of members) this.members.set(member.id, member);
  }

  readonly openTransport = (events: HubTransportEvents): HubTransport => ({
    start: async () => {
      if (this.isDown) throw new Error('down');
      this.#events = events;
    },
    invoke: async (method, ...[input]: unknown[]) => {
      this.calls.push({ method, input });
      // As over a wire: a call is heard later than it is made.
      await Promise.resolve();
      if (this.#events !== events) throw new Error('not connected');
      const problem = this.refusals.get(method);
      const answer =
        problem === undefined
          ? { ok: true, value: this.#handle(method, input) }
          : { ok: false, problem };
      if (this.cutBeforeAnswer.delete(method)) this.cut();
      if (this.#events !== events) throw new Error('lost');
      // Answers come back over the wire: never within the call, never the server's own objects.
      await Promise.resolve();
      return structuredClone(answer) as never;
    },
    close: async () => {
      if (this.#events === events) this.#events = undefined;
    },
  });

  readonly rest = createScriptedRest(this);

  addRoom(name: string, memberIds: readonly MemberId[]): RoomId {
    const id = `r${this.nextId()}` as RoomId;
    const room = { id, name, createdAt: this.now, memberIds, lastSequence: 0 };
    this.rooms.set(id, { room, messages: [], turns: [] });
    return id;
  }

  room(id: RoomId): ScriptedRoom {
    const room = this.rooms.get(id);
    if (room === undefined) throw new Error(`no room ${id}`);
    return room;
  }

  get isConnected(): boolean {
    return this.#events !== undefined;
  }

  advance(ms: number): void {
    this.now += ms;
  }

  emit(event: ChatEvent): void {
    if (!this.isLosing) this.#events?.onEvent(structuredClone(event));
  }

  /** Breaks the connection; what follows happens without the client. */
  cut(): void {
    const events = this.#events;
    this.#events = undefined;
    events?.onClosed();
  }

  say(roomId: RoomId, authorId: MemberId, text: string): PersonMessage {
    return this.#post(authorId, {
      roomId,
      text,
      replyTo: null,
      clientMessageId: `c${this.nextId()}` as PersonMessage['clientMessageId'],
    });
  }

  queueTurn(question: Message, askedBy: MemberId): Turn {
    const turn: Turn = {
      id: `t${this.nextId()}` as TurnId,
      roomId: question.roomId,
      agentId: LLAMA.id,
      questionId: question.id,
      askedBy,
      queuedAt: this.now,
      state: { phase: 'queued' },
    };
    this.#setTurns(question.roomId, [...this.room(question.roomId).turns, turn]);
    return turn;
  }

  startReply(turn: Turn, supersedes: MessageId | null = null): ReplyMessage {
    const scripted = this.room(turn.roomId);
    const reply: ReplyMessage = {
      kind: 'reply',
      id: `b${this.nextId()}` as MessageId,
      roomId: turn.roomId,
      sequence: scripted.messages.length + 1,
      authorId: turn.agentId,
      sentAt: this.now,
      text: '',
      turnId: turn.id,
      questionId: turn.questionId,
      askedBy: turn.askedBy,
      heardCount: scripted.messages.length,
      state: { phase: 'reading', done: 0, total: 0 },
      supersedes,
    };
    scripted.messages.push(reply);
    this.#setTurns(
      turn.roomId,
      scripted.turns.map((it) =>
        it.id === turn.id ? { ...it, state: { phase: 'running', replyId: reply.id } } : it,
      ),
    );
    this.emit({ name: 'reply-started', payload: { message: reply } });
    return reply;
  }

  write(reply: ReplyMessage, text: string): void {
    const before = this.#reply(reply);
    this.#replace({ ...before, text: before.text + text, state: { phase: 'writing' } });
    this.emit({
      name: 'reply-delta',
      payload: {
        roomId: reply.roomId,
        messageId: reply.id,
        offset: utf8Length(before.text),
        text,
      },
    });
  }

  read(reply: ReplyMessage, done: number, total: number): void {
    this.#replace({ ...this.#reply(reply), state: { phase: 'reading', done, total } });
    this.emit({
      name: 'reply-progress',
      payload: { roomId: reply.roomId, messageId: reply.id, done, total },
    });
  }

  endReply(reply: ReplyMessage, outcome: ReplyOutcome): void {
    const before = this.#reply(reply);
    const figures = {
      model: 'SmolLM2 135M',
      replyTokens: 96,
      tokensPerSecond: 41.6,
      firstTextMs: 420,
    };
    this.#replace({ ...before, state: { phase: 'ended', outcome, figures } });
    this.emit({
      name: 'reply-ended',
      payload: {
        roomId: reply.roomId,
        messageId: reply.id,
        length: utf8Length(before.text),
        outcome,
        figures,
      },
    });
    this.#setTurns(
      reply.roomId,
      this.room(reply.roomId).turns.filter(({ id }) => id !== reply.turnId),
    );
  }

  setAgent(change: Partial<Agent>): void {
    const agent = { ...LLAMA, ...change };
    this.members.set(agent.id, agent);
    this.emit({ name: 'member-changed', payload: { member: agent } });
  }

  #handle(method: string, input: unknown): unknown {
    switch (method as keyof Methods) {
      case 'enter':
        return {
          me: this.me,
          members: [...this.members.values()],
          rooms: [...this.rooms.values()].map(({ room }) => room),
          turns: [...this.rooms.values()].flatMap(({ turns }) => turns),
          inviteUrl: 'http://localhost:3000/#invite=kT3vQp9mZ',
        };
      case 'openRoom':
        return this.#view(input as OpenRoomInput);
      case 'postMessage':
        return this.#post(this.me as MemberId, input as PostMessageInput);
      case 'createRoom': {
        const id = this.addRoom((input as { name: string }).name, [this.me as MemberId, LLAMA.id]);
        return this.#roomChanged(id, {});
      }
      case 'joinRoom': {
        const { roomId } = input as { roomId: RoomId };
        const memberIds = [...this.room(roomId).room.memberIds, this.me as MemberId];
        return this.#roomChanged(roomId, { memberIds });
      }
      case 'leaveRoom': {
        const { roomId } = input as { roomId: RoomId };
        const memberIds = this.room(roomId).room.memberIds.filter((id) => id !== this.me);
        this.#roomChanged(roomId, { memberIds });
        return null;
      }
      case 'renameRoom': {
        const { roomId, name } = input as { roomId: RoomId; name: string };
        return this.#roomChanged(roomId, { name });
      }
      case 'stopTurn':
        return this.#stop(input as { roomId: RoomId; turnId: TurnId });
      case 'regenerate': {
        const { roomId, messageId } = input as { roomId: RoomId; messageId: MessageId };
        const reply = this.room(roomId).messages.find(({ id }) => id === messageId) as ReplyMessage;
        const question = this.room(roomId).messages.find(({ id }) => id === reply.questionId);
        return this.queueTurn(question as Message, this.me as MemberId);
      }
      case 'readReply': {
        const { roomId, messageId, offset } = input as {
          roomId: RoomId;
          messageId: MessageId;
          offset: number;
        };
        const { text } = this.room(roomId).messages.find(({ id }) => id === messageId) as Message;
        return { messageId, offset, text: utf8SliceFrom(text, offset) };
      }
    }
  }

  #view({ roomId, known }: OpenRoomInput): RoomView {
    const { room, messages, turns } = this.room(roomId);
    if (known === undefined)
      return {
        room,
        turns,
        messages: messages.slice(-this.pageSize),
        hasEarlier: messages.length > this.pageSize,
        extent: 'latest',
      };
    const missed = messages.filter(
      ({ id, sequence }) => sequence > known.sequence || known.unfinished.includes(id),
    );
    return { room, turns, messages: missed, hasEarlier: false, extent: 'gap' };
  }

  #post(authorId: MemberId, input: PostMessageInput): PersonMessage {
    const scripted = this.room(input.roomId);
    const same = scripted.messages.find(
      (it) => it.kind === 'message' && it.clientMessageId === input.clientMessageId,
    );
    if (same?.kind === 'message') return same;
    const message: PersonMessage = {
      kind: 'message',
      id: `b${this.nextId()}` as MessageId,
      sequence: scripted.messages.length + 1,
      authorId,
      sentAt: this.now,
      ...input,
    };
    scripted.messages.push(message);
    this.emit({ name: 'message-posted', payload: { message } });
    return message;
  }

  #stop({ roomId, turnId }: { roomId: RoomId; turnId: TurnId }): null {
    const turn = this.room(roomId).turns.find(({ id }) => id === turnId);
    const replyId = turn?.state.phase === 'running' ? turn.state.replyId : undefined;
    const reply = this.room(roomId).messages.find(({ id }) => id === replyId);
    if (reply?.kind === 'reply') this.endReply(reply, { kind: 'stopped', by: this.me as MemberId });
    else
      this.#setTurns(
        roomId,
        this.room(roomId).turns.filter(({ id }) => id !== turnId),
      );
    return null;
  }

  #roomChanged(id: RoomId, change: Partial<Room>): Room {
    const scripted = this.room(id);
    scripted.room = { ...scripted.room, ...change };
    this.emit({ name: 'room-changed', payload: { room: scripted.room } });
    return scripted.room;
  }

  #setTurns(roomId: RoomId, turns: Turn[]): void {
    this.room(roomId).turns = turns;
    this.emit({ name: 'turns-changed', payload: { roomId, turns } });
  }

  #reply(reply: ReplyMessage): ReplyMessage {
    return this.room(reply.roomId).messages.find(({ id }) => id === reply.id) as ReplyMessage;
  }

  #replace(reply: ReplyMessage): void {
    const scripted = this.room(reply.roomId);
    scripted.messages = scripted.messages.map((it) => (it.id === reply.id ? reply : it));
  }

  nameOf(id: MemberId | undefined): string {
    return (id === undefined ? undefined : this.members.get(id)?.name) ?? 'Somebody';
  }

  nextId(): number {
    return this.#nextId++;
  }
}
