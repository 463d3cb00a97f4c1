/**
 * AI streaming in groups: people talk in groups, and text that begins with `@gpt` is answered to the
 * whole group, each time with all of the answer so far.
 */

import { randomUUID } from 'node:crypto';
import { gatherText } from '@parley/example-kit';
import type { Conversation, Gathering } from '@parley/example-kit';
import type { ClientProxy, Hub } from '@parley/signalr-server';
import { HubError } from '@parley/signalr-server';

export interface GroupChatContract {
  readonly methods: {
    JoinGroup(group: string): void;
    Chat(userName: string, message: string): void;
  };
  readonly events: {
    /** To the others of the group, for every message. */
    NewMessage(userName: string, message: string): void;
    /** To the whole group: the answer so far, under one id an answer. */
    newMessageWithId(userName: string, id: string, textSoFar: string): void;
  };
}

export const MODEL_NAME = 'ChatGPT';
const CALL = /^@gpt(?![\p{L}\p{N}_])/u;
/** The text is sent again when it has grown by this many characters. */
const GROWTH = 20;
const GROUP = 'group';
const MAX_LENGTHS = { group: 64, userName: 64, message: 8_000 };

export interface GroupChatHubOptions {
  readonly conversationOf: (group: string) => Conversation;
  /** How often the growing answer is sent at most; `undefined`: whenever it has grown. */
  readonly gathering: Gathering | undefined;
}

export function createGroupChatHub({
  conversationOf,
  gathering,
}: GroupChatHubOptions): Hub<GroupChatContract> {
  return {
    methods: {
      async JoinGroup({ connection, groups }, group) {
        const name = parseText(group, 'group');
        const previous = connection.items.get(GROUP);
        if (typeof previous === 'string') await groups.remove(connection.connectionId, previous);
        await groups.add(connection.connectionId, name);
        connection.items.set(GROUP, name);
      },

      async Chat({ connection, clients }, userName, message) {
        const group = connection.items.get(GROUP);
        if (typeof group !== 'string') throw new HubError('Not in a group.');
        const name = parseName(userName);
        const text = parseText(message, 'message');

        const conversation = conversationOf(group);
        const utterance = conversation.hear(name, text);
        await clients.othersInGroup(group).send('NewMessage', name, text);
        // Not awaited: whoever asks can go on talking while the model answers.
        if (CALL.test(text)) {
          const pieces = gatherText(conversation.answer(utterance), gathering);
          void streamAnswer(pieces, clients.group(group));
        }
      },
    },
  };
}

async function streamAnswer(
  pieces: AsyncIterable<string>,
  members: ClientProxy<GroupChatContract>,
): Promise<void> {
  const id = randomUUID();
  let textSoFar = '';
  let sentLength = 0;
  const send = async (text: string): Promise<void> => {
    sentLength = text.length;
    await members.send('newMessageWithId', MODEL_NAME, id, text);
  };

  try {
    for await (const text of pieces) {
      textSoFar += text;
      if (textSoFar.length - sentLength >= GROWTH) await send(textSoFar);
    }
    await send(textSoFar);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await send(`${textSoFar} (I could not go on: ${reason})`.trim()).catch(unheard);
  }
}

/** With the way to the pages gone, there is nobody who could be told. */
function unheard(): void {}

function parseName(value: unknown): string {
  const name = parseText(value, 'userName');
  if (/[:\p{Cc}\p{Cf}]/u.test(name)) throw new HubError('That name cannot be used.');
  if (name.toLowerCase() === MODEL_NAME.toLowerCase())
    throw new HubError('That name is the model’s.');
  return name;
}

function parseText(value: unknown, what: keyof typeof MAX_LENGTHS): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new HubError(`${what} needs some text.`);
  if (value.length > MAX_LENGTHS[what]) {
    throw new HubError(`${what} has at most ${MAX_LENGTHS[what]} characters.`);
  }
  return what === 'message' ? value : value.trim();
}
