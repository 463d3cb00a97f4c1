/**
 * Sends own messages one after another, so that they arrive in the order they were written, and keeps
 * what is not confirmed over a reload. A message keeps its client id: sent twice, it is one message.
 */

import type { ClientMessageId, MessageId, PersonMessage, RoomId } from '@parley/chat-protocol';
import type { PostMessageInput } from '@parley/chat-protocol';
import type { CallOutcome } from '../connection/call-outcome.ts';
import type { Clock } from '../connection/clock.ts';
import type { ChatAction } from '../state/chat-action.ts';
import type { ChatState, OutgoingMessage } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';

const STORAGE_KEY = 'parley.outbox';

export interface OutboxOptions {
  readonly store: Store<ChatState, ChatAction>;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly post: (input: PostMessageInput) => Promise<CallOutcome<PersonMessage>>;
}

export interface Draft {
  readonly roomId: RoomId;
  readonly text: string;
  readonly replyTo: MessageId | null;
}

interface SavedOutbox {
  /** Unsent messages are one person's: whoever signs in next must not send them. */
  readonly me: string;
  readonly messages: readonly OutgoingMessage[];
}

export class Outbox {
  readonly #options: OutboxOptions;
  #isSending = false;
  #isRestored = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    let saved = options.store.getState().outgoing;
    options.store.subscribe(() => {
      const { outgoing } = options.store.getState();
      if (outgoing === saved) return;
      saved = outgoing;
      this.#save(outgoing);
    });
  }

  /** The connection is open: sends what waits. */
  start(): void {
    if (!this.#isRestored) this.#restore();
    void this.#sendAll();
  }

  send(draft: Draft): void {
    const { store, clock } = this.#options;
    const clientMessageId = crypto.randomUUID() as ClientMessageId;
    store.dispatch({
      type: 'message-queued',
      message: {
        kind: 'outgoing',
        clientMessageId,
        ...draft,
        createdAt: clock.now(),
        delivery: { phase: 'waiting' },
      },
    });
    void this.#sendAll();
  }

  retry(clientMessageId: ClientMessageId): void {
    this.#options.store.dispatch({ type: 'message-waiting', clientMessageId });
    void this.#sendAll();
  }

  discard(clientMessageId: ClientMessageId): void {
    this.#options.store.dispatch({ type: 'message-discarded', clientMessageId });
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    const { store } = this.#options;
    while (store.getState().connection.phase === 'online') {
      const next = store.getState().outgoing.find(({ delivery }) => delivery.phase === 'waiting');
      if (next === undefined) break;
      // One at a time: the order of the room is the order of arrival.
      // oxlint-disable-next-line no-await-in-loop
      await this.#sendOne(next);
    }
    this.#isSending = false;
  }

  async #sendOne(message: OutgoingMessage): Promise<void> {
    const { store, post } = this.#options;
    const { clientMessageId, roomId, text, replyTo } = message;
    store.dispatch({ type: 'message-sending', clientMessageId });
    const outcome = await post({ clientMessageId, roomId, text, replyTo });
    switch (outcome.kind) {
      case 'done':
        store.dispatch({ type: 'message-confirmed', message: outcome.value });
        break;
      case 'refused':
        store.dispatch({
          type: 'message-failed',
          clientMessageId,
          reason: outcome.problem.message,
        });
        break;
      case 'unreachable':
        this.#afterNoAnswer(clientMessageId);
        break;
    }
  }

  #afterNoAnswer(clientMessageId: ClientMessageId): void {
    const { store } = this.#options;
    // Still online: the server failed at this one. Sending it for ever would hold up the others.
    if (store.getState().connection.phase === 'online') {
      const reason = 'The server could not take this message.';
      store.dispatch({ type: 'message-failed', clientMessageId, reason });
    } else store.dispatch({ type: 'message-waiting', clientMessageId });
  }

  #save(messages: readonly OutgoingMessage[]): void {
    const { me } = this.#options.store.getState();
    if (me === null) return;
    try {
      if (messages.length === 0) this.#options.storage.removeItem(STORAGE_KEY);
      else this.#options.storage.setItem(STORAGE_KEY, JSON.stringify({ me, messages }));
    } catch {
      // A full or forbidden storage costs only the reload's safety; the messages are still here.
    }
  }

  #restore(): void {
    this.#isRestored = true;
    const { store, storage } = this.#options;
    const saved = parseSaved(storage.getItem(STORAGE_KEY));
    if (saved === undefined || saved.me !== store.getState().me) return;
    const present = new Set(store.getState().outgoing.map((it) => it.clientMessageId));
    const messages = saved.messages
      .filter((message) => !present.has(message.clientMessageId))
      .map((message) =>
        message.delivery.phase === 'failed'
          ? message
          : { ...message, delivery: { phase: 'waiting' } as const },
      );
    if (messages.length > 0) store.dispatch({ type: 'outbox-restored', messages });
  }
}

function parseSaved(json: string | null): SavedOutbox | undefined {
  if (json === null) return undefined;
  try {
    return JSON.parse(json) as SavedOutbox; // Written by #save alone, on this origin.
  } catch {
    return undefined; // Cut short by a crash: nothing to send.
  }
}
