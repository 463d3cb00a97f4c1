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

/** The chat as material, the question in plain words; a bare question where nothing was said before. */
function materialTurns(transcript: Transcript): PromptTurn[] {
  const asker = singleLine(transcript.question.name);
  const question = neutraliseTemplateText(withoutMention(transcript));
  if (transcript.heard.length === 0) return [{ role: 'user', text: question }];

  const chat = transcript.heard.map((line) => chatLine(line, transcript.agent)).join('\n');
  return [{ role: 'user', text: `Chat:\n${chat}\n\nQuestion from ${asker}: ${question}` }];
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
  const text = neutraliseTemplateText(line.text.trim()).replace(/\r\n?|\n|\u2028|\u2029/g, '\n  ');
  return `${singleLine(line.name)}: ${text}`;
}

function singleLine(name: string): string {
  return neutraliseTemplateText(name.replace(/\s+/g, ' '));
}

/** The question as one would put it to the agent alone: `@llama what is it?` → `what is it?`. */
function withoutMention({ question, handle, agent }: Transcript): string {
  const names = [handle, agent].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const mention = new RegExp(
    `(?<![\\p{L}\\p{N}_])@(?:${names.join('|')})(?![\\p{L}\\p{N}_])[,:]?\\s*`,
    'giu',
  );
  const bare = question.text.replace(mention, '').trim();
  return bare === '' ? question.text.trim() : bare;
}
