import { readFileSync } from 'node:fs';
import { memberIdSchema } from '@parley/chat-protocol';
import { expect, it } from 'vitest';
import { createSession, SESSION_LIFETIME_MS } from '../../src/sessions/session-cookie.ts';
import { SignedOutSessions } from '../../src/sessions/signed-out-sessions.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ana = memberIdSchema.parse('ana');

it('remembers ended sessions over a restart, and forgets them when their cookies have run out', () => {
  using folder = temporaryFolder();
  const path = folder.join('signed-out-sessions');
  const early = createSession(ana, 0);
  const late = createSession(ana, 1000);
  const first = new SignedOutSessions({ path, now: 1000 });
  first.add(early);
  first.add(late);
  first.add(late);
  expect(first.has(early.id)).toBe(true);

  const second = new SignedOutSessions({ path, now: SESSION_LIFETIME_MS });
  expect(second.has(early.id)).toBe(false);
  expect(second.has(late.id)).toBe(true);
  expect(second.has('another')).toBe(false);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(2);
});
