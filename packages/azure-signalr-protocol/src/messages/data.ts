/** Messages from the app server to many clients at once. */

import type { ServiceMessageType } from '../service-message-type.ts';
import type { Traced } from './traced.ts';

/**
 * One hub message as each hub protocol writes it, by the protocols' names in lower case. A client whose
 * protocol is missing gets nothing. Of a decoded message the bytes are views: copy them to keep them.
 */
export type PayloadMap = ReadonlyMap<string, Uint8Array>;

interface Multicast extends Traced {
  readonly payloads: PayloadMap;
  /** An expression over the receivers, of the service's own kind. */
  readonly filter?: string;
}

export interface MultiConnectionDataMessage extends Multicast {
  readonly type: typeof ServiceMessageType.multiConnectionData;
  readonly connectionIds: readonly string[];
}

export interface UserDataMessage extends Multicast {
  readonly type: typeof ServiceMessageType.userData;
  readonly userId: string;
}

export interface MultiUserDataMessage extends Multicast {
  readonly type: typeof ServiceMessageType.multiUserData;
  readonly userIds: readonly string[];
}

export interface BroadcastDataMessage extends Multicast {
  readonly type: typeof ServiceMessageType.broadcastData;
  readonly excludedConnectionIds?: readonly string[];
}

export interface GroupBroadcastDataMessage extends Multicast {
  readonly type: typeof ServiceMessageType.groupBroadcastData;
  readonly groupName: string;
  readonly excludedConnectionIds?: readonly string[];
  readonly excludedUserIds?: readonly string[];
  readonly callerUserId?: string;
}

export interface MultiGroupBroadcastDataMessage extends Multicast {
  readonly type: typeof ServiceMessageType.multiGroupBroadcastData;
  readonly groupNames: readonly string[];
}
