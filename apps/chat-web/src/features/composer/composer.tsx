/** Where people write. Enter sends, Shift+Enter breaks the line, an input method is never interrupted. */

import type { Agent, Member, RoomId } from '@parley/chat-protocol';
import { isBlank, limits } from '@parley/chat-protocol';
import { ArrowUp } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { ComponentProps, KeyboardEvent, ReactElement, SyntheticEvent } from 'react';
import { flushSync } from 'react-dom';
import TextareaAutosize from 'react-textarea-autosize';
import { COMPOSER_ID } from '../../app/focus-composer.ts';
import { useChat, useSession } from '../../app/session-context.tsx';
import { listAgents, listMembers } from '../../state/selectors.ts';
import { IconButton } from '../../ui/button.tsx';
import styles from './composer.module.css';
import { ComposerStatus } from './composer-status.tsx';
import { MENTION_LIST_ID, MentionList, mentionOptionId } from './mention-list.tsx';
import type { InsertedMention } from './mention-query.ts';
import { ReplyChip } from './reply-chip.tsx';
import { useAnswerHint } from './use-answer-hint.ts';
import type { ComposerControl } from './use-composer.ts';
import { useMentions } from './use-mentions.ts';

const HINT_ID = 'composer-hint';

interface ComposerProps {
  readonly roomId: RoomId;
  readonly composer: ComposerControl;
  readonly onSent: () => void;
}

export function Composer({ roomId, composer, onSent }: ComposerProps): ReactElement {
  const { outbox } = useSession();
  const { text, replyId } = composer;
  const room = useChat((state) => state.rooms.get(roomId));
  const members = useRoomMembers(roomId);
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useAnswerHint({ roomId, text, replyId, members });
  const excess = text.length - limits.maxMessageLength;
  const canSend = !isBlank(text) && excess <= 0;

  const insert = ({ text: inserted, caret }: InsertedMention): void => {
    // The caret can be placed only once the new text is in the field, and must be before the next key is typed.
    flushSync(() => composer.setText(inserted));
    field.current?.focus();
    field.current?.setSelectionRange(caret, caret);
  };
  const mentions = useMentions({ text, members, onInsert: insert });

  const send = (event?: SyntheticEvent): void => {
    event?.preventDefault();
    if (!canSend) return;
    outbox.send({ roomId, text: text.trim(), replyTo: replyId });
    composer.clear();
    field.current?.focus();
    onSent();
  };

  const handleKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, its keys are its own (229: Safari tells it so).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (mentions.handleKey(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) send(event);
    else if (event.key === 'Escape' && replyId !== null) composer.cancelReply();
  };

  return (
    <form className={styles.form} aria-label="Write a message" onSubmit={send} data-region>
      <div className={styles.box}>
        {mentions.options.length > 0 && (
          <MentionList
            options={mentions.options}
            activeIndex={mentions.activeIndex}
            onChoose={mentions.choose}
          />
        )}
        {replyId !== null && (
          <ReplyChip roomId={roomId} messageId={replyId} onCancel={composer.cancelReply} />
        )}
        <Field
          ref={field}
          name={room?.name ?? ''}
          value={text}
          active={mentions.options[mentions.activeIndex]}
          onChange={(event) => {
            composer.setText(event.target.value);
            mentions.caretMoved(event.target.selectionStart);
          }}
          onSelect={(event) => mentions.caretMoved(event.currentTarget.selectionStart)}
          onBlur={() => mentions.caretMoved(undefined)}
          onKeyDown={handleKey}
        />
        <div className={styles.bar}>
          {listAgents(members).map((agent) => (
            <CallChip key={agent.id} agent={agent} onCall={() => insert(called(agent, text))} />
          ))}
          <ComposerStatus id={HINT_ID} hint={hint} excess={excess} length={text.length} />
          <IconButton
            label="Send"
            icon={<ArrowUp strokeWidth={2.4} />}
            tone="primary"
            type="submit"
            aria-disabled={!canSend}
          />
        </div>
      </div>
    </form>
  );
}

interface FieldProps extends Omit<ComponentProps<typeof TextareaAutosize>, 'name'> {
  readonly name: string;
  /** The member marked in the list of mentions, while that is open. */
  readonly active: Member | undefined;
}

function Field({ name, active, ...rest }: FieldProps): ReactElement {
  return (
    <TextareaAutosize
      {...rest}
      id={COMPOSER_ID}
      className={styles.field ?? ''}
      data-region-focus
      minRows={1}
      maxRows={12}
      placeholder={`Message # ${name}`}
      aria-label={`Message # ${name}`}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={active === undefined ? undefined : MENTION_LIST_ID}
      aria-activedescendant={active === undefined ? undefined : mentionOptionId(active)}
      aria-describedby={HINT_ID}
      autoComplete="off"
      enterKeyHint="send"
    />
  );
}

interface CallChipProps {
  readonly agent: Agent;
  readonly onCall: () => void;
}

function CallChip({ agent, onCall }: CallChipProps): ReactElement {
  return (
    <button type="button" className={styles.call} title={`Ask ${agent.name}`} onClick={onCall}>
      @{agent.handle}
    </button>
  );
}

/** The call goes in front, where nothing that is written already is cut in two. */
function called(agent: Agent, text: string): InsertedMention {
  const call = `@${agent.handle} `;
  if (text.toLowerCase().startsWith(call.toLowerCase())) return { text, caret: text.length };
  return { text: call + text, caret: call.length + text.length };
}

function useRoomMembers(roomId: RoomId): Member[] {
  const room = useChat((state) => state.rooms.get(roomId));
  const known = useChat((state) => state.members);
  return useMemo(() => (room === undefined ? [] : listMembers(room, known)), [room, known]);
}
