/**
 * Lays a transcript out as a prompt, in the way that the model's profile asks for.
 *
 * This is the one place where people's text becomes prompt text: template syntax is broken, and lines
 * behind the first of a message are indented, so that nobody can write a line in another's name.
 */

import type { ModelProfile } from './profile.ts';
import { neutraliseTemplateText } from './template-text.ts';
import type { Transcript, TranscriptLine } from './transcript.ts';

export interface PromptTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

type PersonLine = Extract<TranscriptLine, { by: 'person' }>;

/** Turns alternate, and the first and the last are the user's: every template takes that. */
export interface LaidOutPrompt {
  readonly system: string;
  readonly turns: readonly PromptTurn[];
}

export function layOutTranscript(transcript: Transcript, profile: ModelProfile): LaidOutPrompt {
  const system = profile.systemText
    .replaceAll('{agent}', singleLine(transcript.agent))
    .replaceAll('{room}', singleLine(transcript.room));

  switch (profile.layout) {
    case 'material':
      return { system, turns: materialTurns(transcript) };
    case 'conversation':
      return { system, turns: conversationTurns(transcript) };
    case 'transcript':
      return { system, turns: [{ role: 'user', text: transcriptText(transcript) }] };
  }
}

/**
 * The question in plain words behind what people said; a bare question where nothing was said.
 *
 * The agent's own last answer stands before it, as its own turn, only where the question follows up on
 * it: a small model repeats an answer that it sees, whatever it is asked.
 */
function materialTurns(transcript: Transcript): PromptTurn[] {
  const { heard, question } = transcript;
  const answerAt = heard.findLastIndex((line) => line.by === 'self');
  const answer = heard[answerAt];
  const before = peopleIn(heard.slice(0, Math.max(answerAt, 0)));
  const asked = before.findLast((line) => isCall(line.text, transcript)) ?? before.at(-1);

  if (answer === undefined || asked === undefined || !isFollowUp(question.text, transcript)) {
    return [{ role: 'user', text: materialTurn(peopleIn(heard), question.text, transcript) }];
  }
  const said = before.filter((line) => line !== asked);
  const since = peopleIn(heard.slice(answerAt));
  return [
    { role: 'user', text: materialTurn(said, asked.text, transcript) },
    { role: 'assistant', text: neutraliseTemplateText(answer.text) },
    { role: 'user', text: materialTurn(since, question.text, transcript) },
  ];
}

function peopleIn(lines: readonly TranscriptLine[]): PersonLine[] {
  return lines.filter((line) => line.by === 'person');
}

const POINTS_BACK =
  /\b(?:it|its|that|this|these|those|they|them|their|he|him|his|she|her|there|again|more|else|too|also)\b/iu;
const GOES_ON = /^(?:and|or|but|so|then|what about|how about|go on|continue)\b/iu;
const FEW_WORDS = 3;

/** Whether a question means something only behind the answer before it. English, as the models are. */
function isFollowUp(question: string, transcript: Transcript): boolean {
  const bare = withoutMention(question, transcript);
  return POINTS_BACK.test(bare) || GOES_ON.test(bare) || bare.split(/\s+/u).length <= FEW_WORDS;
}

function materialTurn(
  said: readonly PersonLine[],
  question: string,
  transcript: Transcript,
): string {
  const bare = neutraliseTemplateText(withoutMention(question, transcript));
  if (said.length === 0) return bare;
  const chat = said.map(quotedLine).join('\n');
  return `Read this chat.\n${chat}\n\nNow answer this question: ${bare}`;
}

function quotedLine({ name, text }: PersonLine): string {
  return `${singleLine(name)} said: "${indented(text)}"`;
}

function conversationTurns(transcript: Transcript): PromptTurn[] {
  const turns: PromptTurn[] = [];
  if (transcript.omitted > 0 || transcript.heard[0]?.by === 'self') {
    turns.push({ role: 'user', text: '(Earlier messages are left out.)' });
  }
  const { question } = transcript;
  for (const line of [...transcript.heard, { by: 'person' as const, ...question }]) {
    const role = line.by === 'self' ? 'assistant' : 'user';
    const text = line.by === 'self' ? neutraliseTemplateText(line.text) : personLine(line);
    const last = turns.at(-1);
    if (last?.role === role) turns[turns.length - 1] = { role, text: `${last.text}\n${text}` };
    else turns.push({ role, text });
  }
  return turns;
}

function transcriptText(transcript: Transcript): string {
  const { heard, question, agent } = transcript;
  return [...heard.map((line) => chatLine(line, agent)), personLine(question)].join('\n');
}

function chatLine(line: TranscriptLine, agent: string): string {
  return personLine({ name: line.by === 'self' ? agent : line.name, text: line.text });
}

function personLine(line: { readonly name: string; readonly text: string }): string {
  return `${singleLine(line.name)}: ${indented(line.text)}`;
}

function indented(text: string): string {
  return neutraliseTemplateText(text.trim()).replace(/\r\n?|\n|\u2028|\u2029/g, '\n  ');
}

function singleLine(name: string): string {
  return neutraliseTemplateText(name.replace(/\s+/g, ' '));
}

/** The question as one would put it to the agent alone: `@llama what is it?` → `what is it?`. */
function withoutMention(question: string, transcript: Transcript): string {
  // A comma before a mention at the end of a sentence goes with it.
  const bare = question
    .replace(mentionOf(transcript), '')
    .replace(/,\s*(?=[?!.]*$)/u, '')
    .trim();
  return bare === '' ? question.trim() : bare;
}

function isCall(text: string, transcript: Transcript): boolean {
  return text.search(mentionOf(transcript)) !== -1;
}

function mentionOf({ handle, agent }: Transcript): RegExp {
  const names = [handle, agent].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(
    `(?<![\\p{L}\\p{N}_])@(?:${names.join('|')})(?![\\p{L}\\p{N}_])[,:]?\\s*`,
    'giu',
  );
}
