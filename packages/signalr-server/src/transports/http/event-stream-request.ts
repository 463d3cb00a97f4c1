/** How a request says that it is for an event stream. */

import type { IncomingMessage } from 'node:http';

/** Whether `text/event-stream` is among the accepted types. */
export function wantsEventStream({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const accepted = (headers.accept ?? '').split(',');
  return accepted.some((type) => type.split(';')[0]?.trim().toLowerCase() === 'text/event-stream');
}
