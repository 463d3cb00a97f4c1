/** Who may call a method. Rules: docs/spec/signalr-hubs.md, SH-130 to SH-136. */

import type { ConnectedUser } from '../../transports/transport-connection.ts';
import type { HubConnectionContext } from './hub.ts';

/** A call that a policy decides about. */
export interface MethodAttempt {
  readonly connection: HubConnectionContext;
  /** As the hub spells it, whatever the client wrote. */
  readonly methodName: string;
  /** What the client sent, not yet checked by the method's `parse`: of any number and any type. */
  readonly arguments: readonly unknown[];
}

/**
 * Whether a user may make a call. Nothing but `true` allows it; a policy that throws refuses it too, which is logged.
 * A `UserPolicy` is one as well, since it needs the user alone.
 */
export type MethodPolicy = (
  user: ConnectedUser,
  attempt: MethodAttempt,
) => boolean | Promise<boolean>;

/** Asked one after the other, up to the first that does not agree. */
export async function isCallAllowed(
  policies: readonly MethodPolicy[],
  attempt: MethodAttempt,
): Promise<boolean> {
  for (const policy of policies) {
    if ((await policy(attempt.connection.user, attempt)) !== true) {
      return false;
    }
  }
  return true;
}
