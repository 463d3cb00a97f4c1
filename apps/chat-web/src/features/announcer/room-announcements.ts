/** What of a room's changes is said aloud. Nothing that was there when the room was opened. */

import type { Message, MessageId, ReplyMessage, RoomId } from '@parley/chat-protocol';
import type { ChatState } from '../../state/chat-state.ts';
import { findNewest } from '../../state/conversation.ts';
import { outcomeWords } from '../reply/outcome-words.ts';
import { ReplyNarrator } from './reply-narrator.ts';

export class RoomAnnouncements {
  readonly #roomId: RoomId;
  readonly #narrators = new Map<MessageId, ReplyNarrator>();
  /** Of the newest message that was dealt with; `undefined` until the room is loaded. */
  #sequence: number | undefined;

  constructor(roomId: RoomId, state: ChatState) {
    this.#roomId = roomId;
    this.next(state, 0);
  }

  /** What to say after a change, if anything. `now`: epoch ms. */
  next(state: ChatState, now: number): string | undefined {
    const conversation = state.conversations.get(this.#roomId);
    if (conversation === undefined || conversation.load.phase !== 'loaded') return undefined;
    const newest = findNewest(conversation);
    const before = this.#sequence ?? newest?.sequence ?? 0;
    this.#sequence = newest?.sequence ?? 0;

    const said: (string | undefined)[] = [];
    for (const message of since(conversation.order, conversation.messages, before))
      said.push(this.#begin(state, message));
    for (const [id, narrator] of this.#narrators) {
      const reply = conversation.messages.get(id);
      if (reply?.kind === 'reply') said.push(this.#narrate(state, narrator, { reply, now }));
    }
    const words = said.filter((it) => it !== undefined).join(' ');
    return words === '' ? undefined : words;
  }

  #begin(state: ChatState, message: Message): string | undefined {
    if (message.kind === 'reply') {
      const narration = {
        agentName: nameOf(state, message.authorId),
        askerName: message.askedBy === state.me ? 'you' : nameOf(state, message.askedBy),
      };
      this.#narrators.set(message.id, new ReplyNarrator(narration));
      return undefined;
    }
    if (message.authorId === state.me) return undefined;
    return `${nameOf(state, message.authorId)}: ${message.text}`;
  }

  #narrate(
    state: ChatState,
    narrator: ReplyNarrator,
    { reply, now }: { readonly reply: ReplyMessage; readonly now: number },
  ): string | undefined {
    if (reply.state.phase !== 'ended') return narrator.grew(reply.text, now);
    this.#narrators.delete(reply.id);
    const outcome = outcomeWords(reply.state.outcome, (id) => nameOf(state, id));
    return narrator.ended(reply.text, outcome, now);
  }
}

function since(
  order: readonly MessageId[],
  messages: ReadonlyMap<MessageId, Message>,
  sequence: number,
): Message[] {
  const fresh: Message[] = [];
  for (const id of order.toReversed()) {
    const message = messages.get(id);
    if (message === undefined || message.sequence <= sequence) break;
    fresh.unshift(message);
  }
  return fresh;
}

function nameOf(state: ChatState, id: Message['authorId']): string {
  return state.members.get(id)?.name ?? 'Somebody';
}
