/** Transcripts for tests, short enough for a busy machine. */

import type { ReplyPart, Transcript } from '@parley/llm';

export function question(text: string, heard: readonly string[] = []): Transcript {
  return {
    agent: 'Llama',
    handle: 'llama',
    room: 'general',
    heard: heard.map((line) => ({ by: 'person', name: 'Ana', text: line })),
    omitted: 0,
    question: { name: 'Bob', text: `@llama ${text}` },
  };
}

/** A question behind so many lines of chat that reading them takes many pieces. */
export function longQuestion(text: string, lines: number): Transcript {
  const heard = Array.from({ length: lines }, (_, index) => `Line ${index} is about nothing much.`);
  return question(text, heard);
}

export async function collect(parts: AsyncIterable<ReplyPart>): Promise<ReplyPart[]> {
  const collected: ReplyPart[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

export function textOf(parts: readonly ReplyPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
