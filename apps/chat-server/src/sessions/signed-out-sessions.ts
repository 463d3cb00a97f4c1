/**
 * Sessions that were ended before their time: a copy of their cookie is worth nothing any more.
 *
 * A file with a line each, `<session> <epoch ms of its natural end>`; read once, then appended to.
 */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { SESSION_LIFETIME_MS } from './session-cookie.ts';
import type { Session } from './session-cookie.ts';

export class SignedOutSessions {
  readonly #path: string;
  readonly #ids: Set<string>;

  /** Forgets those whose cookies have run out by `now`. */
  constructor({ path, now }: { readonly path: string; readonly now: number }) {
    this.#path = path;
    const lines = readLines(path);
    const current = lines.filter((line) => Number(line.split(' ')[1]) > now);
    if (current.length < lines.length) writeFileSync(path, current.map(withNewline).join(''));
    this.#ids = new Set(current.map((line) => line.split(' ')[0] ?? ''));
  }

  has(sessionId: string): boolean {
    return this.#ids.has(sessionId);
  }

  /** Idempotent. Written before it returns. */
  add(session: Session): void {
    if (this.#ids.has(session.id)) return;
    const line = `${session.id} ${session.issuedAt + SESSION_LIFETIME_MS}`;
    appendFileSync(this.#path, withNewline(line), { mode: 0o600 });
    this.#ids.add(session.id);
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function withNewline(line: string): string {
  return `${line}\n`;
}
