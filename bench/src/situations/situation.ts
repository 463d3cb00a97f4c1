/** A moment in a group chat, and how to tell whether the agent's answer to it is right. */

import type { Transcript, TranscriptLine } from '@parley/llm';

/**
 * `fact`: the answer is in what somebody else said without mentioning the agent.
 * `general`: anybody could answer it without the room.
 * `follow-up`: it makes sense only behind the agent's own last answer.
 */
export type SituationKind = 'fact' | 'general' | 'follow-up';

export const situationKinds: readonly SituationKind[] = ['fact', 'general', 'follow-up'];

export interface Situation {
  readonly kind: SituationKind;
  readonly room: string;
  /** `[name, text]`, oldest first; the name `Llama` is the agent. The last is the question. */
  readonly lines: readonly (readonly [name: string, text: string])[];
  /** What a right answer says. */
  readonly right: RegExp;
  /** What it does not say: the other values that were in the room. */
  readonly wrong?: RegExp;
}

export const AGENT = 'Llama';

export function transcriptOf({ room, lines }: Situation): Transcript {
  const heard = lines
    .slice(0, -1)
    .map(([name, text]): TranscriptLine =>
      name === AGENT ? { by: 'self', text } : { by: 'person', name, text },
    );
  const [name, text] = lines.at(-1) ?? ['', ''];
  return { agent: AGENT, handle: 'llama', room, heard, omitted: 0, question: { name, text } };
}

export function isRight(situation: Situation, answer: string): boolean {
  return situation.right.test(answer) && situation.wrong?.test(answer) !== true;
}

/** Whether any line of an answer begins as if somebody, the agent or another, were speaking. */
export function speaksAsSomebody(situation: Situation, answer: string): boolean {
  const names = new Set([AGENT, ...situation.lines.map(([name]) => name)]);
  return answer.split('\n').some((line) =>
    [...names].some((name) =>
      line
        .replace(/^[\s*_@>]+/, '')
        .toLowerCase()
        .match(new RegExp(`^${name.toLowerCase()}[*_]*\\s*:`)),
    ),
  );
}
