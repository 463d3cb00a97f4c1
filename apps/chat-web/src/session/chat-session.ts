/**
 * One signed-in person's session: connects the connection to the store, and does what actions ask for.
 * Components call its methods and read its store; they never see the connection.
 */

import { utf8Length } from '@parley/chat-protocol';
import type {
  ChatEvent,
  HeardTranscript,
  MessageId,
  Room,
  RoomId,
  TurnId,
} from '@parley/chat-protocol';
import type { CallOutcome } from '../connection/call-outcome.ts';
import { ChatConnection } from '../connection/chat-connection.ts';
import type { Clock } from '../connection/clock.ts';
import type { OpenHubTransport } from '../connection/hub-transport.ts';
import type { ConnectionState } from '../connection/recovery.ts';
import type { RestClient } from '../connection/rest-client.ts';
import type { ChatAction } from '../state/chat-action.ts';
import { INITIAL_CHAT } from '../state/chat-state.ts';
import type { ChatState } from '../state/chat-state.ts';
import { findOldest, hasGap, knownOf } from '../state/conversation.ts';
import { reduceChat } from '../state/reduce-chat.ts';
import { isMember } from '../state/selectors.ts';
import { createStore } from '../state/store.ts';
import type { Store } from '../state/store.ts';
import { Outbox } from './outbox.ts';

export interface ChatSessionOptions {
  readonly openTransport: OpenHubTransport;
  readonly rest: RestClient;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Keeps unsent messages over a reload. */
  readonly storage: Storage;
}

export class ChatSession {
  readonly store: Store<ChatState, ChatAction>;
  readonly outbox: Outbox;
  readonly #rest: RestClient;
  readonly #connection: ChatConnection;
  /** Events of rooms whose page is on its way: they come after it. */
  readonly #held = new Map<RoomId, ChatEvent[]>();
  #openRoomId: RoomId | undefined;

  constructor(options: ChatSessionOptions) {
    const { clock, random, rest, openTransport } = options;
    this.#rest = rest;
    this.store = createStore<ChatState, ChatAction>(INITIAL_CHAT, reduceChat);
    this.#connection = new ChatConnection({
      openTransport,
      clock,
      random,
      isSignedIn: () => this.#isSignedIn(),
      onState: (state) => this.#connectionChanged(state),
      onWelcome: (welcome) => this.store.dispatch({ type: 'welcomed', welcome }),
      onEvent: (event) => this.#eventArrived(event),
    });
    this.outbox = new Outbox({
      store: this.store,
      clock,
      storage: options.storage,
      post: (input) => this.#connection.call('postMessage', input),
    });
  }

  open(): void {
    this.#connection.open();
  }

  close(): void {
    this.#connection.close();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Makes a room the one on screen, and brings it up to date. */
  showRoom(roomId: RoomId | undefined): void {
    this.#openRoomId = roomId;
    void this.#refreshOpenRoom();
  }

  /** Asks again for a room that could not be loaded. */
  reloadRoom(): void {
    void this.#refreshOpenRoom();
  }

  async createRoom(name: string): Promise<CallOutcome<Room>> {
    return this.#roomKnown(await this.#connection.call('createRoom', { name }));
  }

  async renameRoom(roomId: RoomId, name: string): Promise<CallOutcome<Room>> {
    return this.#roomKnown(await this.#connection.call('renameRoom', { roomId, name }));
  }

  async joinRoom(roomId: RoomId): Promise<CallOutcome<Room>> {
    const outcome = this.#roomKnown(await this.#connection.call('joinRoom', { roomId }));
    if (outcome.kind === 'done') void this.#refreshOpenRoom();
    return outcome;
  }

  async leaveRoom(roomId: RoomId): Promise<CallOutcome<null>> {
    const outcome = await this.#connection.call('leaveRoom', { roomId });
    if (outcome.kind === 'done') this.store.dispatch({ type: 'room-left', roomId });
    return outcome;
  }

  stopTurn(roomId: RoomId, turnId: TurnId): Promise<CallOutcome<null>> {
    return this.#connection.call('stopTurn', { roomId, turnId });
  }

  regenerate(roomId: RoomId, messageId: MessageId): Promise<CallOutcome<unknown>> {
    return this.#connection.call('regenerate', { roomId, messageId });
  }

  readTranscript(roomId: RoomId, messageId: MessageId): Promise<CallOutcome<HeardTranscript>> {
    return this.#rest.readTranscript(roomId, messageId);
  }

  async loadEarlier(roomId: RoomId): Promise<void> {
    const conversation = this.store.getState().conversations.get(roomId);
    const oldest = conversation === undefined ? undefined : findOldest(conversation);
    if (conversation === undefined || oldest === undefined) return;
    if (conversation.earlier === 'loading' || !conversation.hasEarlier) return;

    this.store.dispatch({ type: 'earlier-loading', roomId });
    const outcome = await this.#rest.readHistory(roomId, oldest.sequence);
    if (outcome.kind === 'done')
      this.store.dispatch({ type: 'earlier-loaded', roomId, page: outcome.value });
    else this.store.dispatch({ type: 'earlier-not-loaded', roomId });
  }

  #connectionChanged(connection: ConnectionState): void {
    this.store.dispatch({ type: 'connection-changed', connection });
    if (connection.phase !== 'online') return;
    this.outbox.start();
    void this.#refreshOpenRoom();
    this.#askForRests();
  }

  /** Only a clear "nobody" counts: a server that cannot be reached says nothing of the session. */
  async #isSignedIn(): Promise<boolean> {
    const outcome = await this.#rest.readSession();
    const isAway = outcome.kind === 'done' && outcome.value.isServiceAway === true;
    this.store.dispatch({ type: 'service-known', isAway });
    return outcome.kind !== 'done' || outcome.value.me !== null;
  }

  #eventArrived(event: ChatEvent): void {
    const roomId = roomOf(event);
    const held = roomId === undefined ? undefined : this.#held.get(roomId);
    if (held !== undefined) held.push(event);
    else this.#apply(event);
  }

  #apply(event: ChatEvent): void {
    this.store.dispatch({ type: 'event', event });
    if (event.name === 'reply-delta' || event.name === 'reply-ended') this.#askForRests();
    if (event.name === 'room-changed') this.#openIfJoined(event.payload.room);
    if (event.name === 'events-missed') void this.#refreshOpenRoom();
    if (event.name === 'message-posted' || event.name === 'reply-started')
      this.#mendGap(event.payload.message.roomId);
  }

  /** A service between may lose what it carries, and the connection with it stay. */
  #mendGap(roomId: RoomId): void {
    const conversation = this.store.getState().conversations.get(roomId);
    if (conversation?.load.phase !== 'loaded' || !hasGap(conversation)) return;
    this.store.dispatch({ type: 'room-not-loaded', roomId, reason: null });
    void this.#refreshOpenRoom();
  }

  /** Joined on another device: the room on screen can be read now. */
  #openIfJoined(room: Room): void {
    const { me, conversations } = this.store.getState();
    if (room.id !== this.#openRoomId || !isMember(room, me)) return;
    if (conversations.get(room.id)?.load.phase !== 'loaded') void this.#refreshOpenRoom();
  }

  #roomKnown(outcome: CallOutcome<Room>): CallOutcome<Room> {
    if (outcome.kind === 'done') this.store.dispatch({ type: 'room-known', room: outcome.value });
    return outcome;
  }

  async #refreshOpenRoom(): Promise<void> {
    const roomId = this.#openRoomId;
    const { rooms, me, conversations, connection } = this.store.getState();
    if (roomId === undefined || connection.phase !== 'online') return;
    const room = rooms.get(roomId);
    if (room === undefined || !isMember(room, me)) return;
    const conversation = conversations.get(roomId);
    if (conversation?.load.phase === 'loaded' || conversation?.load.phase === 'loading') return;

    const known = conversation === undefined ? undefined : knownOf(conversation);
    this.#held.set(roomId, []);
    this.store.dispatch({ type: 'room-loading', roomId });
    const input = known === undefined ? { roomId } : { roomId, known };
    const outcome = await this.#connection.call('openRoom', input);
    if (outcome.kind === 'done')
      this.store.dispatch({ type: 'room-loaded', roomId, view: outcome.value });
    else {
      const reason = outcome.kind === 'refused' ? outcome.problem.message : null;
      this.store.dispatch({ type: 'room-not-loaded', roomId, reason });
    }
    this.#releaseHeld(roomId);
  }

  #releaseHeld(roomId: RoomId): void {
    const held = this.#held.get(roomId) ?? [];
    this.#held.delete(roomId);
    for (const event of held) this.#apply(event);
    this.#askForRests();
  }

  #askForRests(): void {
    if (this.store.getState().connection.phase !== 'online') return;
    for (const [roomId, conversation] of this.store.getState().conversations)
      for (const [messageId, rest] of conversation.rests)
        if (rest.phase === 'wanted') void this.#askForRest(roomId, messageId);
  }

  async #askForRest(roomId: RoomId, messageId: MessageId): Promise<void> {
    const message = this.store.getState().conversations.get(roomId)?.messages.get(messageId);
    if (message === undefined) return;
    this.store.dispatch({ type: 'rest-asked', roomId, messageId });
    const offset = utf8Length(message.text);
    const outcome = await this.#connection.call('readReply', { roomId, messageId, offset });
    if (outcome.kind === 'done') {
      this.store.dispatch({ type: 'rest-read', roomId, rest: outcome.value });
      this.#askForRests();
    } else {
      const isRetryable = outcome.kind === 'unreachable';
      this.store.dispatch({ type: 'rest-not-read', roomId, messageId, isRetryable });
    }
  }
}

function roomOf(event: ChatEvent): RoomId | undefined {
  switch (event.name) {
    case 'member-changed':
    case 'room-changed':
    case 'events-missed':
      return undefined;
    case 'message-posted':
    case 'reply-started':
      return event.payload.message.roomId;
    case 'turns-changed':
    case 'reply-progress':
    case 'reply-delta':
    case 'reply-ended':
      return event.payload.roomId;
  }
}
