/** Messages from the app server that send clients away. */

import type { ServiceMessageType } from '../service-message-type.ts';
import type { Traced } from './traced.ts';

interface Closing extends Traced {
  readonly reason?: string;
  readonly ackId: number;
}

/** Obsolete; sent by old servers. */
export interface CloseConnectionWithAckMessage extends Closing {
  readonly type: typeof ServiceMessageType.closeConnectionWithAck;
  readonly connectionId: string;
}

/** Obsolete; sent by old servers. */
export interface CloseConnectionsWithAckMessage extends Closing {
  readonly type: typeof ServiceMessageType.closeConnectionsWithAck;
  readonly excludedConnectionIds?: readonly string[];
}

export interface CloseUserConnectionsWithAckMessage extends Closing {
  readonly type: typeof ServiceMessageType.closeUserConnectionsWithAck;
  readonly userId: string;
  readonly excludedConnectionIds?: readonly string[];
}

export interface CloseGroupConnectionsWithAckMessage extends Closing {
  readonly type: typeof ServiceMessageType.closeGroupConnectionsWithAck;
  readonly groupName: string;
  readonly excludedConnectionIds?: readonly string[];
}
