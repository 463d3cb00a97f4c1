/**
 * Llama 2 in a group chat: everybody in one room, the model among them.
 *
 * A page sends `@llama …` to everybody by `broadcastMessage`, and the same words without the call by
 * `inference`: that is one utterance. The answer goes to everybody as it is written, in pieces of one id.
 */

import { randomUUID } from 'node:crypto';
import { gatherText } from '@parley/example-kit';
import type { Conversation, Gathering, Utterance } from '@parley/example-kit';
import type { Hub, HubClients } from '@parley/signalr-server';
import { HubError } from '@parley/signalr-server';

export interface ChatContract {
  readonly methods: {
    broadcastMessage(name: string, message: string): void;
    inference(name: string, prompt: string): void;
    echo(name: string, message: string): void;
  };
  readonly events: {
    /** `id` is empty for people, and one and the same for all pieces of one answer. */
    broadcastMessage(name: string, id: string, text: string): void;
    echo(name: string, id: string, text: string): void;
  };
}

export const MODEL_NAME = 'LLAMA';
/** The page announces who has joined under this name. */
const SYSTEM_NAME = '_SYSTEM_';
const MAX_NAME_LENGTH = 64;
const MAX_TEXT_LENGTH = 8_000;

export interface ChatHubOptions {
  readonly conversation: Conversation;
  /** How answers are gathered into messages; `undefined`: a message for each piece. */
  readonly gathering: Gathering | undefined;
}

export function createChatHub(options: ChatHubOptions): Hub<ChatContract> {
  const { conversation } = options;
  return {
    methods: {
      async broadcastMessage({ clients }, name, message) {
        const { speaker, text } = parseUtterance(name, message);
        if (speaker !== SYSTEM_NAME) conversation.hear(speaker, text);
        await clients.all.send('broadcastMessage', speaker, '', text);
      },

      // Not awaited: whoever asks can go on talking while the model answers.
      inference({ clients }, name, prompt) {
        const { speaker, text } = parseUtterance(name, prompt);
        const question = findCall(conversation, speaker, text) ?? conversation.hear(speaker, text);
        void broadcastAnswer(question, clients, options);
      },

      async echo({ clients }, name, message) {
        const { speaker, text } = parseUtterance(name, message);
        await clients.caller.send('echo', speaker, '', `${text} (echo from server)`);
      },
    },
  };
}

/** The broadcast that the page made of the same words. */
function findCall(conversation: Conversation, name: string, prompt: string): Utterance | undefined {
  const call = `@llama ${prompt}`.trim();
  return conversation.findLast((line) => line.name === name && line.text.trim() === call);
}

async function broadcastAnswer(
  question: Utterance,
  clients: HubClients<ChatContract>,
  { conversation, gathering }: ChatHubOptions,
): Promise<void> {
  const id = randomUUID();
  try {
    for await (const text of gatherText(conversation.answer(question), gathering)) {
      await clients.all.send('broadcastMessage', MODEL_NAME, id, text);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `(I could not answer: ${reason})`;
    await clients.all.send('broadcastMessage', MODEL_NAME, id, text).catch(unheard);
  }
}

/** With the way to the pages gone, there is nobody who could be told. */
function unheard(): void {}

/** Pages put the name into their markup as it is, so markup in it is refused here. */
function parseUtterance(name: unknown, message: unknown): { speaker: string; text: string } {
  if (typeof name !== 'string' || typeof message !== 'string')
    throw new HubError('Send two texts.');
  const speaker = name.trim();
  if (speaker === '' || speaker.length > MAX_NAME_LENGTH || /[<>&:\p{Cc}\p{Cf}]/u.test(speaker)) {
    throw new HubError('That name cannot be used.');
  }
  if (speaker.toUpperCase() === MODEL_NAME) throw new HubError('That name is the model’s.');
  if (message.length > MAX_TEXT_LENGTH) {
    throw new HubError(`A message has at most ${MAX_TEXT_LENGTH} characters.`);
  }
  return { speaker, text: message };
}
