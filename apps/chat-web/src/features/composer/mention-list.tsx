/** The list above the composer: agent first, then people, each with mark and presence. */

import type { Member } from '@parley/chat-protocol';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import styles from './mention-list.module.css';

export const MENTION_LIST_ID = 'mention-list';

export function mentionOptionId(member: Member): string {
  return `mention-${member.id}`;
}

interface MentionListProps {
  readonly options: readonly Member[];
  readonly activeIndex: number;
  readonly onChoose: (member: Member) => void;
}

export function MentionList({ options, activeIndex, onChoose }: MentionListProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[activeIndex]?.scrollIntoView({ block: 'nearest' });
  }, [activeIndex]);

  return (
    <div
      ref={list}
      id={MENTION_LIST_ID}
      className={styles.list}
      // A datalist or a select cannot be worked from a text area.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="listbox"
      aria-label="Mention"
    >
      {options.map((member, index) => (
        // The keyboard works the list from the text field (aria-activedescendant).
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={member.id}
          id={mentionOptionId(member)}
          className={styles.option}
          // An option element can hold no picture.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          aria-selected={index === activeIndex}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(member)}
        >
          <Avatar member={member} size="small" />
          <span className={styles.name}>{member.name}</span>
          <span className={styles.about}>{aboutOf(member)}</span>
        </div>
      ))}
    </div>
  );
}

function aboutOf(member: Member): string {
  if (member.kind === 'agent') return `@${member.handle} · agent`;
  return member.isOnline ? 'here' : 'away';
}
