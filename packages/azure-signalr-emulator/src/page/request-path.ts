/** What a request is for, as its first line says. */

import type { IncomingMessage } from 'node:http';

/** Without the query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** A person with a browser, and not a program. */
export function wantsHtml({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return (headers.accept ?? '').toLowerCase().includes('text/html');
}

export function isReading({ method }: Pick<IncomingMessage, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}
