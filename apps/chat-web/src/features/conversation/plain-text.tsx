/** What a person wrote: never Markdown, only line breaks, links, mentions and code. */

import type { RoomId } from '@parley/chat-protocol';
import { memo, useMemo } from 'react';
import type { ReactElement } from 'react';
import clsx from 'clsx';
import { useChat } from '../../app/session-context.tsx';
import { findMentioned, mentionNames } from '../../state/selectors.ts';
import { CodeBlock } from '../markdown/code-block.tsx';
import { parsePlainText } from './parse-plain-text.ts';
import type { TextPart } from './parse-plain-text.ts';
import styles from './plain-text.module.css';

interface PlainTextProps {
  readonly roomId: RoomId;
  readonly text: string;
}

export const PlainText = memo(function PlainText({ roomId, text }: PlainTextProps): ReactElement {
  const known = useChat((state) => state.members);
  const memberIds = useChat((state) => state.rooms.get(roomId)?.memberIds);
  const members = useMemo(
    () => (memberIds ?? []).map((id) => known.get(id)).filter((member) => member !== undefined),
    [memberIds, known],
  );
  const parts = useMemo(() => parsePlainText(text, mentionNames(members)), [text, members]);

  return (
    <div className={styles.text}>
      {parts.map((part, index) => {
        const isAgent =
          part.kind === 'mention' && findMentioned(members, part.name)?.kind === 'agent';
        // The parts of a text never change places.
        // oxlint-disable-next-line react/no-array-index-key
        return <Part key={index} part={part} isAgent={isAgent} />;
      })}
    </div>
  );
});

interface PartProps {
  readonly part: TextPart;
  readonly isAgent: boolean;
}

function Part({ part, isAgent }: PartProps): ReactElement {
  switch (part.kind) {
    case 'text':
      return <span>{part.text}</span>;
    case 'mention':
      return <span className={clsx(styles.mention, isAgent && styles.agent)}>{part.text}</span>;
    case 'link':
      return (
        <a href={part.text} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      );
    case 'code':
      return <code className={styles.code}>{part.text}</code>;
    case 'block':
      return <CodeBlock code={part.text} language={part.language} isComplete />;
  }
}
