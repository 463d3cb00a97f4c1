/** Takes a person's text apart: code first, then links, then mentions in what is left. */

import { findMentions } from '@parley/chat-protocol';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string; readonly language: string }
  /** `name` as the room knows it, `text` as it was written. */
  | { readonly kind: 'mention'; readonly text: string; readonly name: string };

const FENCE = /(?:^|\n)```([\w+#.-]*)[ \t]*\n([\s\S]*?)\n?```[ \t]*(?:\n|$)/g;
const INLINE_CODE = /`([^`\n]+)`/g;
// A link ends before punctuation that belongs to the sentence around it.
const LINK = /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?'»”)\]}]/g;

export function parsePlainText(text: string, names: readonly string[]): TextPart[] {
  return splitBy(text, FENCE, ([, language = '', code = '']) => ({
    kind: 'block',
    text: code,
    language,
  }))
    .flatMap((part) => refine(part, (rest) => splitBy(rest, INLINE_CODE, inlineCode)))
    .flatMap((part) => refine(part, (rest) => splitBy(rest, LINK, link)))
    .flatMap((part) => refine(part, (rest) => splitMentions(rest, names)));
}

function inlineCode([, code = '']: RegExpMatchArray): TextPart {
  return { kind: 'code', text: code };
}

function link([url]: RegExpMatchArray): TextPart {
  return { kind: 'link', text: url };
}

function refine(part: TextPart, split: (text: string) => TextPart[]): TextPart[] {
  return part.kind === 'text' ? split(part.text) : [part];
}

function splitBy(
  text: string,
  pattern: RegExp,
  create: (match: RegExpMatchArray) => TextPart,
): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    pushText(parts, text.slice(end, match.index));
    parts.push(create(match));
    end = match.index + match[0].length;
  }
  pushText(parts, text.slice(end));
  return parts;
}

function splitMentions(text: string, names: readonly string[]): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const mention of findMentions(text, names)) {
    pushText(parts, text.slice(end, mention.start));
    parts.push({
      kind: 'mention',
      text: text.slice(mention.start, mention.end),
      name: mention.name,
    });
    end = mention.end;
  }
  pushText(parts, text.slice(end));
  return parts;
}

function pushText(parts: TextPart[], text: string): void {
  if (text !== '') parts.push({ kind: 'text', text });
}
