/** Asks for a room's name, to create or to rename it. */

import type { Room } from '@parley/chat-protocol';
import { roomNameProblem } from '@parley/chat-protocol';
import { useState } from 'react';
import type { ReactElement, SyntheticEvent } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { outcomeProblem } from '../../connection/call-outcome.ts';
import type { CallOutcome } from '../../connection/call-outcome.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface RoomNameDialogProps {
  readonly title: string;
  readonly action: string;
  readonly initialName: string;
  readonly onSubmit: (name: string) => Promise<CallOutcome<Room>>;
  readonly onDone?: (room: Room) => void;
  readonly onClose: () => void;
}

export function RoomNameDialog(props: RoomNameDialogProps): ReactElement {
  const { title, action, initialName, onSubmit, onDone, onClose } = props;
  const [name, setName] = useState(initialName);
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const problem = refusal ?? (name === '' ? undefined : roomNameProblem(name));

  const close = (): void => {
    onClose();
    setTimeout(focusComposer);
  };

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const wrong = roomNameProblem(name);
    setRefusal(wrong);
    if (wrong !== undefined || isBusy) return;
    setIsBusy(true);
    const outcome = await onSubmit(name);
    setIsBusy(false);
    setRefusal(outcomeProblem(outcome));
    if (outcome.kind !== 'done') return;
    onDone?.(outcome.value);
    close();
  };

  return (
    <Dialog title={title} onClose={close}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label="Name"
          value={name}
          problem={problem}
          placeholder="for example launch-week"
          data-autofocus
          onValue={(value) => {
            setName(value);
            setRefusal(undefined);
          }}
        />
        <Button type="submit" tone="primary" disabled={isBusy}>
          {action}
        </Button>
      </form>
    </Dialog>
  );
}
