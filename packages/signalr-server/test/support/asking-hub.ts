/** A hub that asks its clients, and one official client of it that answers. */

import type { Hub, HubCall } from '../../src/index.ts';
import type { Client } from './official-client.ts';

export interface AskingContract {
  readonly methods: {
    whoAmI(): string;
    add(one: number, other: number): number;
    ask(text: string): Answer;
    askOther(connectionId: string, text: string): Answer;
    askForNumber(text: string): number;
    /** Until the signal that the hub was made with. */
    askUntil(text: string): Answer;
    askEach(texts: readonly string[]): AsyncIterable<Answer>;
    askAtOnce(texts: readonly string[]): readonly Answer[];
  };
  readonly events: {
    question(text: string): Answer;
    told(text: string): void;
  };
}

/** Whatever the client made of the question. */
export type Answer = unknown;

export function createAskingHub(until?: AbortSignal): Hub<AskingContract> {
  const ask = ({ clients }: HubCall<AskingContract>, text: string): Promise<Answer> =>
    clients.caller.invoke('question', text);
  return {
    methods: {
      whoAmI: ({ connection }) => connection.connectionId,
      add: (_call, one, other) => one + other,
      ask,
      askOther: ({ clients }, connectionId, text) =>
        clients.client(connectionId).invoke('question', text),
      askForNumber: async ({ clients }, text) =>
        Number(await clients.caller.with({ parse: parseNumber }).invoke('question', text)),
      askUntil: ({ clients }, text) =>
        clients.caller
          .with({ signal: until ?? new AbortController().signal })
          .invoke('question', text),
      async *askEach(call, texts) {
        for (const text of texts) {
          yield await ask(call, text);
        }
      },
      askAtOnce: (call, texts) => Promise.all(texts.map((text) => ask(call, text))),
    },
  };
}

function parseNumber(answer: unknown): number {
  if (typeof answer !== 'number') {
    throw new TypeError('no number');
  }
  return answer;
}

/** Its answer to every question. */
export function answering(client: Client, answer: (text: string) => unknown): void {
  client.connection.on('question', answer);
}
