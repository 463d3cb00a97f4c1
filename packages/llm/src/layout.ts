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
 * Each question in plain words behind what was said before it, its answer as the agent's own turn; a
 * bare question where nothing was said.
 */
function materialTurns(transcript: Transcript): PromptTurn[] {
  const turns: PromptTurn[] = [];
  let said: TranscriptLine[] = [];

  for (const line of transcript.heard) {
    if (line.by === 'person') {
      said.push(line);
      continue;
    }
    const asked = said.findLast((earlier) => isCall(earlier.text, transcript)) ?? said.at(-1);
    if (asked === undefined) {
      // The question to this answer is among the lines left out.
      said.push(line);
      continue;
    }
    const before = said.filter((earlier) => earlier !== asked);
    turns.push({ role: 'user', text: materialTurn(before, asked.text, transcript) });
    turns.push({ role: 'assistant', text: neutraliseTemplateText(line.text) });
    said = [];
  }
  turns.push({ role: 'user', text: materialTurn(said, transcript.question.text, transcript) });
  return turns;
}

function materialTurn(
  said: readonly TranscriptLine[],
  question: string,
  transcript: Transcript,
): string {
  const bare = neutraliseTemplateText(withoutMention(question, transcript));
  if (said.length === 0) return bare;
  const chat = said.map((line) => quotedLine(line, transcript.agent)).join('\n');
  return `Read this chat.\n${chat}\n\nNow answer this question: ${bare}`;
}

function quotedLine(line: TranscriptLine, agent: string): string {
  const name = line.by === 'self' ? agent : line.name;
  return `${singleLine(name)} said: "${indented(line.text)}"`;
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
