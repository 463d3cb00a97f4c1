/** A hostile client that loses its sockets and comes back: numbers that are wrong, old, or of somebody else. */

import { negotiated } from './http-sessions.ts';
import type { Encoding } from './messages.ts';
import type { SessionEnd, SessionSetting } from './session.ts';
import { webSocketSession } from './web-socket-session.ts';

const MOST_SOCKETS = 4;

export async function resumedSession(
  setting: SessionSetting,
  encoding: Encoding,
): Promise<SessionEnd> {
  const path = await negotiated(setting.port, '&useStatefulReconnect=true');
  const sockets = 1 + setting.random.below(MOST_SOCKETS);
  for (let socket = 0; ; socket += 1) {
    const isToBeResumed = socket < sockets - 1;
    const place = { path, isResumed: socket > 0, isToBeResumed };
    const end = await webSocketSession(setting, encoding, place);
    if (end.kind === 'violation' || !isToBeResumed) {
      return end;
    }
  }
}
