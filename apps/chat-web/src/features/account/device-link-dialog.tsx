/** A link that signs the same person in on another device, once. */

import type { DeviceLink } from '@parley/chat-protocol';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { outcomeProblem } from '../../connection/call-outcome.ts';
import type { CallOutcome } from '../../connection/call-outcome.ts';
import type { RestClient } from '../../connection/rest-client.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { clockTime } from '../conversation/time.ts';
import { LinkField } from './link-field.tsx';

interface DeviceLinkDialogProps {
  readonly rest: RestClient;
  readonly onClose: () => void;
}

export function DeviceLinkDialog({ rest, onClose }: DeviceLinkDialogProps): ReactElement {
  const [outcome, setOutcome] = useState<CallOutcome<DeviceLink>>();

  useEffect(() => {
    let isCurrent = true;
    void rest.createDeviceLink().then((answer) => {
      if (isCurrent) setOutcome(answer);
    });
    return () => {
      isCurrent = false;
    };
  }, [rest]);

  const close = (): void => {
    onClose();
    setTimeout(focusComposer);
  };
  const problem = outcome === undefined ? undefined : outcomeProblem(outcome);
  return (
    <Dialog title="Sign in on another device" onClose={close}>
      {outcome === undefined && <output>Making a link…</output>}
      {problem !== undefined && <p role="alert">{problem}</p>}
      {outcome?.kind === 'done' && (
        <LinkField label="Link for your other device" url={outcome.value.url}>
          {`Open it on your other device before ${clockTime(outcome.value.expiresAt)}. It works once, and it is you: give it to nobody.`}
        </LinkField>
      )}
    </Dialog>
  );
}
