/** A member's mark: round for people, square and terracotta for agents. The name is said beside it. */

import type { Member } from '@parley/chat-protocol';
import clsx from 'clsx';
import type { ReactElement } from 'react';
import styles from './avatar.module.css';
import { LlamaIcon } from './icons.tsx';

const TONES = 8;

interface AvatarProps {
  readonly member: Member | undefined;
  readonly size: 'regular' | 'small';
  /** Whether a dot tells who is online. */
  readonly hasPresence?: boolean;
}

export function Avatar({ member, size, hasPresence = false }: AvatarProps): ReactElement {
  if (member?.kind === 'agent')
    return (
      <span className={clsx(styles.avatar, styles[size], styles.agent)} aria-hidden="true">
        <LlamaIcon />
      </span>
    );
  const tone = styles[`tone${toneOf(member?.id ?? '')}`];
  return (
    <span className={clsx(styles.avatar, styles[size], tone)} aria-hidden="true">
      {initialsOf(member?.name ?? '?')}
      {hasPresence && <i className={clsx(styles.dot, member?.isOnline !== true && styles.away)} />}
    </span>
  );
}

function initialsOf(name: string): string {
  const [first = '', second] = name.split(/[\s._-]+/u).filter((word) => word !== '');
  const letters =
    second === undefined
      ? characters(first, 2)
      : [...characters(first, 1), ...characters(second, 1)];
  return letters.join('').toUpperCase();
}

/** Whole characters, as people count them. */
function characters(word: string, count: number): string[] {
  const segments = new Intl.Segmenter().segment(word);
  return [...segments].slice(0, count).map(({ segment }) => segment);
}

/** The same person has the same tone on every screen. */
function toneOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return hash % TONES;
}
