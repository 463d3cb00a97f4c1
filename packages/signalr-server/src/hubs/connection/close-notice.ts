/** What a client is told last. */

import { SENTENCES, textForClient } from '../errors.ts';
import type { ConnectionEffect } from './connection-state.ts';
import type { CloseNotice } from './connection-writer.ts';

type SendClose = Extract<ConnectionEffect, { kind: 'send-close' }>;

/** Of an error the client reads what it may; otherwise the reason, if there is one. */
export function closeNotice(
  { error, reason, allowReconnect }: SendClose,
  hasDetailedErrors: boolean,
): CloseNotice {
  const text =
    error === undefined
      ? reason
      : textForClient(SENTENCES['connection-failed'](), error, hasDetailedErrors);
  return { error: text, allowReconnect };
}
