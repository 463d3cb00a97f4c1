/** The chat's front door: who asks, whether they may, and which part answers. */

import type {
  CreateRoomInput,
  HeardTranscript,
  HistoryPage,
  HistoryQuery,
  MemberId,
  OpenRoomInput,
  Outcome,
  Person,
  PersonMessage,
  PostMessageInput,
  ReadReplyInput,
  Refusal,
  RenameRoomInput,
  ReplyInput,
  ReplyRest,
  Room,
  RoomId,
  RoomInput,
  RoomView,
  Turn,
  TurnInput,
  Welcome,
} from '@parley/chat-protocol';
import { watchModels } from './agents/model-watch.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Chat } from './chat.ts';
import { accepted, refusals, refusingStorageErrors } from './outcomes.ts';
import { recover } from './recovery.ts';

/** `write`: refused once the chat is closing. */
interface Access {
  readonly kind: 'read' | 'write';
  /** The room that the member has to be in. */
  readonly roomId?: RoomId;
}

/** Making, renaming, joining and leaving are told to everybody, so they count as messages. */
const ROOM_CHANGE_COST = { messages: 1, calls: 0 };

export class ChatService implements Chat {
  readonly #parts: ChatParts;
  #unwatch = (): void => {};
  #isClosing = false;

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await recover(this.#parts);
    this.#unwatch = watchModels(this.#parts);
    this.#parts.scheduler.wake();
  }

  async stop(): Promise<void> {
    this.#isClosing = true;
    this.#unwatch();
    await this.#parts.scheduler.close();
    await this.#parts.endings.close();
    await this.#parts.lanes.idle();
    await this.#parts.presence.close();
  }

  async addPerson(name: string): Promise<Outcome<Person>> {
    if (this.#isClosing) return refusals.shuttingDown();
    const { logger, registration } = this.#parts;
    return refusingStorageErrors(logger, () => registration.addPerson(name));
  }

  findPerson(memberId: MemberId): Person | undefined {
    return this.#parts.people.find(memberId);
  }

  connect(memberId: MemberId, connectionId: string): void {
    this.#parts.presence.connect(memberId, connectionId);
  }

  disconnect(memberId: MemberId, connectionId: string): void {
    this.#parts.presence.disconnect(memberId, connectionId);
  }

  welcome(memberId: MemberId): Outcome<Omit<Welcome, 'inviteUrl'>> {
    const { people, roster, rooms, board } = this.#parts;
    const me = people.find(memberId);
    if (me === undefined) return refusals.notSignedIn();
    // Whoever asks is there, also if the others are to hear of it later.
    const persons = people
      .all()
      .map((person) => (person === me ? { ...me, isOnline: true } : person));
    return accepted({
      me: memberId,
      members: [...roster.members(), ...persons],
      rooms: rooms.all(),
      turns: rooms.of(memberId).flatMap(({ id }) => board.ofRoom(id)),
    });
  }

  roomsOf(memberId: MemberId): readonly Room[] {
    return this.#parts.rooms.of(memberId);
  }

  createRoom(memberId: MemberId, input: CreateRoomInput): Promise<Outcome<Room>> {
    return this.#changeRoom(memberId, { kind: 'write' }, () =>
      this.#parts.membership.createRoom([memberId], input),
    );
  }

  joinRoom(memberId: MemberId, input: RoomInput): Promise<Outcome<Room>> {
    return this.#changeRoom(memberId, { kind: 'write' }, () =>
      this.#parts.membership.joinRoom(memberId, input),
    );
  }

  leaveRoom(memberId: MemberId, input: RoomInput): Promise<Outcome<null>> {
    return this.#changeRoom(memberId, writeTo(input), () =>
      this.#parts.membership.leaveRoom(memberId, input),
    );
  }

  renameRoom(memberId: MemberId, input: RenameRoomInput): Promise<Outcome<Room>> {
    return this.#changeRoom(memberId, writeTo(input), () =>
      this.#parts.membership.renameRoom(input),
    );
  }

  openRoom(memberId: MemberId, input: OpenRoomInput): Promise<Outcome<RoomView>> {
    return this.#allow(memberId, readOf(input), () => this.#parts.views.openRoom(input));
  }

  postMessage(memberId: MemberId, input: PostMessageInput): Promise<Outcome<PersonMessage>> {
    return this.#allow(memberId, writeTo(input), () =>
      this.#parts.posting.postMessage(memberId, input),
    );
  }

  stopTurn(memberId: MemberId, input: TurnInput): Promise<Outcome<null>> {
    return this.#allow(memberId, writeTo(input), () =>
      this.#parts.turnRequests.stopTurn(memberId, input),
    );
  }

  regenerate(memberId: MemberId, input: ReplyInput): Promise<Outcome<Turn>> {
    return this.#allow(memberId, writeTo(input), () =>
      this.#parts.turnRequests.regenerate(memberId, input),
    );
  }

  readReply(memberId: MemberId, input: ReadReplyInput): Promise<Outcome<ReplyRest>> {
    return this.#allow(memberId, readOf(input), () => this.#parts.views.readReply(input));
  }

  history(memberId: MemberId, roomId: RoomId, query: HistoryQuery): Promise<Outcome<HistoryPage>> {
    return this.#allow(memberId, readOf({ roomId }), () =>
      this.#parts.views.history(roomId, query),
    );
  }

  heardTranscript(memberId: MemberId, input: ReplyInput): Promise<Outcome<HeardTranscript>> {
    return this.#allow(memberId, readOf(input), () => this.#parts.views.heardTranscript(input));
  }

  #changeRoom<T>(
    memberId: MemberId,
    access: Access,
    request: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#allow(memberId, access, async () => {
      return this.#parts.rateLimits.take(memberId, ROOM_CHANGE_COST) ?? request();
    });
  }

  async #allow<T>(
    memberId: MemberId,
    access: Access,
    request: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const refusal = this.#refusal(memberId, access);
    return refusal ?? refusingStorageErrors(this.#parts.logger, request);
  }

  #refusal(memberId: MemberId, { kind, roomId }: Access): Refusal | undefined {
    const { people, rooms } = this.#parts;
    if (kind === 'write' && this.#isClosing) return refusals.shuttingDown();
    if (people.find(memberId) === undefined) return refusals.notSignedIn();
    if (roomId === undefined) return undefined;
    if (rooms.find(roomId) === undefined) return refusals.roomNotFound();
    return rooms.isMember(roomId, memberId) ? undefined : refusals.notAMember();
  }
}

function writeTo({ roomId }: { readonly roomId: RoomId }): Access {
  return { kind: 'write', roomId };
}

function readOf({ roomId }: { readonly roomId: RoomId }): Access {
  return { kind: 'read', roomId };
}
