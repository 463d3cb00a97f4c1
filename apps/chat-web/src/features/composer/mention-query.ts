/** The mention being written at the caret: finding it, what fits it, and putting the choice in. */

import type { Member } from '@parley/chat-protocol';

/** What stands between an `@` and the caret. */
export interface MentionQuery {
  /** Index of the `@`. */
  readonly start: number;
  readonly text: string;
}

const MAX_QUERY_LENGTH = 32;
const MAX_SUGGESTIONS = 8;
const QUERY = /(?:^|[^\p{L}\p{N}\p{M}_@])@([^\s@]*)$/u;

export function findMentionQuery(text: string, caret: number): MentionQuery | undefined {
  const typed = QUERY.exec(text.slice(0, caret))?.[1];
  if (typed === undefined || typed.length > MAX_QUERY_LENGTH) return undefined;
  return { start: caret - typed.length - 1, text: typed };
}

/** Agents first, then people by name; those whose name begins so before those with a later word. */
export function suggestMembers(members: readonly Member[], query: string): Member[] {
  const wanted = query.toLowerCase();
  const ranked = members
    .map((member) => ({ member, rank: rankOf(member, wanted) }))
    .filter(({ rank }) => rank < Infinity);
  ranked.sort((a, b) => {
    if (a.member.kind !== b.member.kind) return a.member.kind === 'agent' ? -1 : 1;
    return a.rank - b.rank || a.member.name.localeCompare(b.member.name);
  });
  return ranked.slice(0, MAX_SUGGESTIONS).map(({ member }) => member);
}

/** The name by which a member is mentioned. */
export function mentionName(member: Member): string {
  return member.kind === 'agent' ? member.handle : member.name;
}

export interface InsertedMention {
  readonly text: string;
  readonly caret: number;
}

export function insertMention(text: string, query: MentionQuery, member: Member): InsertedMention {
  const before = `${text.slice(0, query.start)}@${mentionName(member)} `;
  const after = text.slice(query.start + 1 + query.text.length);
  return { text: before + after.replace(/^ /, ''), caret: before.length };
}

function rankOf(member: Member, wanted: string): number {
  const names = member.kind === 'agent' ? [member.handle, member.name] : [member.name];
  const lower = names.map((name) => name.toLowerCase());
  if (lower.some((name) => name.startsWith(wanted))) return 0;
  return lower.some((name) => name.includes(` ${wanted}`)) ? 1 : Infinity;
}
