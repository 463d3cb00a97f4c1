/** The history in memory, with faults and delays that a test can switch on. */

import { StorageError } from '@parley/chat-core';
import type {
  AppendedMessage,
  HistoryStore,
  MessagePage,
  NewMessage,
  NewReply,
  NewTurn,
  ReplyEnding,
  StorageErrorCode,
  StoredPerson,
  StoredRoom,
  StoredTurn,
} from '@parley/chat-core';
import { utf8Length } from '@parley/chat-protocol';
import type {
  HeardTranscript,
  MemberId,
  Message,
  MessageId,
  PersonMessage,
  ReplyMessage,
  RoomId,
} from '@parley/chat-protocol';

type Method = keyof HistoryStore;

export class MemoryHistoryStore implements HistoryStore {
  readonly #people: StoredPerson[] = [];
  readonly #rooms: StoredRoom[] = [];
  readonly #messages = new Map<RoomId, Message[]>();
  readonly #turns: StoredTurn[] = [];
  readonly #transcripts = new Map<MessageId, HeardTranscript>();
  readonly #links = new Map<string, { memberId: MemberId; expiresAt: number }>();
  readonly #faults = new Map<Method, StorageErrorCode>();
  readonly #gates = new Map<Method, Promise<void>>();
  #isClosed = false;

  /** The method fails from now on, until {@link repair}. */
  break(method: Method, code: StorageErrorCode = 'storage-full'): void {
    this.#faults.set(method, code);
  }

  repair(): void {
    this.#faults.clear();
  }

  /** The method commits only after the function returned is called. */
  hold(method: Method): () => void {
    let release = (): void => {};
    this.#gates.set(method, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#gates.delete(method);
      release();
    };
  }

  /** What a process killed now would leave: a store that the next one opens. */
  copy(): MemoryHistoryStore {
    const copy = new MemoryHistoryStore();
    copy.#people.push(...this.#people);
    copy.#rooms.push(...this.#rooms);
    copy.#turns.push(...this.#turns);
    for (const [roomId, messages] of this.#messages) copy.#messages.set(roomId, [...messages]);
    for (const [id, transcript] of this.#transcripts) copy.#transcripts.set(id, transcript);
    return copy;
  }

  async addPerson(person: StoredPerson): Promise<'added' | 'name-taken'> {
    await this.#enter('addPerson');
    if (this.#people.some(({ nameKey }) => nameKey === person.nameKey)) return 'name-taken';
    this.#people.push(person);
    return 'added';
  }

  async findPerson(id: MemberId): Promise<StoredPerson | undefined> {
    await this.#enter('findPerson');
    return this.#people.find((person) => person.id === id);
  }

  async listPeople(): Promise<StoredPerson[]> {
    await this.#enter('listPeople');
    return [...this.#people];
  }

  async setLastSeen(id: MemberId, lastSeenAt: number): Promise<void> {
    await this.#enter('setLastSeen');
    replace(
      this.#people,
      (person) => person.id === id,
      (person) => ({ ...person, lastSeenAt }),
    );
  }

  async addRoom(room: Omit<StoredRoom, 'lastSequence'>): Promise<'added' | 'name-taken'> {
    await this.#enter('addRoom');
    if (this.#rooms.some(({ nameKey }) => nameKey === room.nameKey)) return 'name-taken';
    this.#rooms.push({ ...room, lastSequence: 0 });
    this.#messages.set(room.id, []);
    return 'added';
  }

  async renameRoom(
    id: RoomId,
    name: { name: string; nameKey: string },
  ): Promise<'renamed' | 'name-taken'> {
    await this.#enter('renameRoom');
    if (this.#rooms.some((room) => room.id !== id && room.nameKey === name.nameKey))
      return 'name-taken';
    this.#changeRoom(id, (room) => ({ ...room, ...name }));
    return 'renamed';
  }

  async listRooms(): Promise<StoredRoom[]> {
    await this.#enter('listRooms');
    return [...this.#rooms];
  }

  async addRoomMember(roomId: RoomId, memberId: MemberId): Promise<void> {
    await this.#enter('addRoomMember');
    this.#changeRoom(roomId, (room) => {
      if (room.memberIds.includes(memberId)) return room;
      return { ...room, memberIds: [...room.memberIds, memberId] };
    });
  }

  async removeRoomMember(roomId: RoomId, memberId: MemberId): Promise<void> {
    await this.#enter('removeRoomMember');
    this.#changeRoom(roomId, (room) => ({
      ...room,
      memberIds: room.memberIds.filter((id) => id !== memberId),
    }));
  }

  async appendMessage(message: NewMessage, turns: readonly NewTurn[]): Promise<AppendedMessage> {
    await this.#enter('appendMessage');
    const earlier = this.#all().find(
      (one) =>
        one.kind === 'message' &&
        one.authorId === message.authorId &&
        one.clientMessageId === message.clientMessageId,
    );
    if (earlier?.kind === 'message') return { kind: 'repeated', message: earlier };

    if (this.#all().some(({ id }) => id === message.id)) throw failed('This id is taken.');
    const known = new Set(this.#turns.map(({ id }) => id));
    if (turns.some(({ id }) => known.has(id))) throw failed('This turn exists.');
    const sequence = this.#nextSequence(message.roomId);
    const text = message.text.replace(/\p{Cs}/gu, '\ufffd');
    const stored: PersonMessage = { kind: 'message', ...message, text, sequence };
    this.#append(stored);
    for (const turn of turns) this.#turns.push({ ...turn, state: { phase: 'queued' } });
    return { kind: 'appended', message: stored };
  }

  async addTurn(turn: NewTurn): Promise<void> {
    await this.#enter('addTurn');
    this.#turns.push({ ...turn, state: { phase: 'queued' } });
  }

  async startReply(reply: NewReply): Promise<ReplyMessage> {
    await this.#enter('startReply');
    const turn = this.#turns.find(({ id }) => id === reply.turnId);
    if (turn?.state.phase !== 'queued') throw failed('This turn is not queued.');
    const { roomId, agentId, questionId, askedBy, supersedes } = turn;
    const { id, turnId, sentAt, heardCount } = reply;
    const message: ReplyMessage = {
      kind: 'reply',
      id,
      roomId,
      authorId: agentId,
      sentAt,
      text: '',
      turnId,
      questionId,
      askedBy,
      heardCount,
      supersedes,
      sequence: this.#nextSequence(roomId),
      state: { phase: 'reading', done: 0, total: 0 },
    };
    this.#append(message);
    this.#transcripts.set(id, reply.transcript);
    replace(
      this.#turns,
      (one) => one.id === turnId,
      (one) => ({ ...one, state: { phase: 'running', replyId: id } as const }),
    );
    return message;
  }

  async appendReplyText(replyId: MessageId, offset: number, text: string): Promise<void> {
    await this.#enter('appendReplyText');
    const reply = this.#unfinishedReply(replyId);
    if (utf8Length(reply.text) !== offset) throw failed('The text does not follow what is there.');
    const stored = text.replace(/\p{Cs}/gu, '\ufffd');
    this.#setReply({ ...reply, text: reply.text + stored, state: { phase: 'writing' } });
  }

  async endReply(replyId: MessageId, end: ReplyEnding): Promise<ReplyMessage> {
    await this.#enter('endReply');
    const reply = this.#unfinishedReply(replyId);
    const ended: ReplyMessage = { ...reply, state: { phase: 'ended', ...end } };
    this.#setReply(ended);
    const index = this.#turns.findIndex(({ id }) => id === reply.turnId);
    if (index !== -1) this.#turns.splice(index, 1);
    return ended;
  }

  async listOpenTurns(): Promise<StoredTurn[]> {
    await this.#enter('listOpenTurns');
    return [...this.#turns];
  }

  async findMessage(roomId: RoomId, id: MessageId): Promise<Message | undefined> {
    await this.#enter('findMessage');
    return this.#messages.get(roomId)?.find((message) => message.id === id);
  }

  async listMessagesBefore(
    roomId: RoomId,
    { before, limit }: { before: number | undefined; limit: number },
  ): Promise<MessagePage> {
    await this.#enter('listMessagesBefore');
    const all = this.#messages.get(roomId) ?? [];
    const earlier = all.filter(({ sequence }) => sequence < (before ?? Infinity));
    return { messages: earlier.slice(-limit), hasMore: earlier.length > limit };
  }

  async listMessagesAfter(
    roomId: RoomId,
    { after, limit }: { after: number; limit: number },
  ): Promise<MessagePage> {
    await this.#enter('listMessagesAfter');
    const all = this.#messages.get(roomId) ?? [];
    const later = all.filter(({ sequence }) => sequence > after);
    return { messages: later.slice(0, limit), hasMore: later.length > limit };
  }

  async findTranscript(roomId: RoomId, replyId: MessageId): Promise<HeardTranscript | undefined> {
    await this.#enter('findTranscript');
    const isThere = this.#messages.get(roomId)?.some(({ id }) => id === replyId) ?? false;
    return isThere ? this.#transcripts.get(replyId) : undefined;
  }

  async addDeviceLink(link: {
    hash: string;
    memberId: MemberId;
    expiresAt: number;
  }): Promise<void> {
    await this.#enter('addDeviceLink');
    this.#links.set(link.hash, link);
  }

  async takeDeviceLink(hash: string, now: number): Promise<MemberId | undefined> {
    await this.#enter('takeDeviceLink');
    const link = this.#links.get(hash);
    this.#links.delete(hash);
    return link !== undefined && link.expiresAt > now ? link.memberId : undefined;
  }

  async checkHealth(): Promise<void> {
    await this.#enter('checkHealth');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  async #enter(method: Method): Promise<void> {
    if (this.#isClosed) throw failed('The store is closed.');
    await this.#gates.get(method);
    const code = this.#faults.get(method);
    if (code !== undefined) throw new StorageError(code, `${method} was made to fail`);
  }

  #all(): Message[] {
    return [...this.#messages.values()].flat();
  }

  #nextSequence(roomId: RoomId): number {
    const room = this.#rooms.find(({ id }) => id === roomId);
    if (room === undefined) throw failed('There is no such room.');
    return room.lastSequence + 1;
  }

  #append(message: Message): void {
    this.#messages.get(message.roomId)?.push(message);
    this.#changeRoom(message.roomId, (room) => ({ ...room, lastSequence: message.sequence }));
  }

  #changeRoom(id: RoomId, change: (room: StoredRoom) => StoredRoom): void {
    if (!this.#rooms.some((room) => room.id === id)) throw failed('There is no such room.');
    replace(this.#rooms, (room) => room.id === id, change);
  }

  #unfinishedReply(id: MessageId): ReplyMessage {
    const reply = this.#all().find((message) => message.id === id);
    if (reply?.kind !== 'reply' || reply.state.phase === 'ended')
      throw failed('There is no such reply in progress.');
    return reply;
  }

  #setReply(reply: ReplyMessage): void {
    replace(
      this.#messages.get(reply.roomId) ?? [],
      ({ id }) => id === reply.id,
      () => reply,
    );
  }
}

function replace<T>(list: T[], isIt: (item: T) => boolean, change: (item: T) => T): void {
  const index = list.findIndex(isIt);
  const item = list[index];
  if (item !== undefined) list[index] = change(item);
}

function failed(text: string): StorageError {
  return new StorageError('storage-failed', text);
}
