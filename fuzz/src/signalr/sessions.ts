/** Which session comes next, and how it is played. */

import { eventStreamSession, pollingSession, strayRequest } from './http-sessions.ts';
import type { Encoding } from './messages.ts';
import type { Random } from '../random.ts';
import { resumedSession } from './resumed-session.ts';
import { violation } from './session.ts';
import type { SessionEnd, SessionSetting } from './session.ts';
import { webSocketSession } from './web-socket-session.ts';

const SHARES = [
  ['WebSockets', 0.62],
  ['WebSockets again', 0.1],
  ['ServerSentEvents', 0.11],
  ['LongPolling', 0.11],
  ['stray', 0.06],
] as const;

export type SessionKind = (typeof SHARES)[number][0];

/** Most of them over WebSockets, where most can go wrong. */
export function pickSession(random: Random): SessionKind {
  let rest = random.next();
  for (const [kind, share] of SHARES) {
    if (rest < share) {
      return kind;
    }
    rest -= share;
  }
  return 'stray';
}

/** Never rejects: what fails is a violation. */
export async function playSession(kind: SessionKind, setting: SessionSetting): Promise<SessionEnd> {
  const encoding: Encoding = setting.random.chance(0.5) ? 'json' : 'messagepack';
  try {
    return await play(kind, setting, encoding);
  } catch (error) {
    return violation(error instanceof Error ? error.message : String(error));
  }
}

function play(kind: SessionKind, setting: SessionSetting, encoding: Encoding): Promise<SessionEnd> {
  switch (kind) {
    case 'WebSockets':
      return webSocketSession(setting, encoding);
    case 'WebSockets again':
      return resumedSession(setting, encoding);
    case 'ServerSentEvents':
      return eventStreamSession(setting);
    case 'LongPolling':
      return pollingSession(setting, encoding);
    case 'stray':
      return strayRequest(setting);
  }
}
