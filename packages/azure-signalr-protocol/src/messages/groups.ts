/** Messages from the app server about who is in which group. */

import type { ServiceMessageType } from '../service-message-type.ts';
import type { Traced } from './traced.ts';

export interface JoinGroupMessage extends Traced {
  readonly type: typeof ServiceMessageType.joinGroup;
  readonly connectionId: string;
  readonly groupName: string;
}

export interface LeaveGroupMessage extends Traced {
  readonly type: typeof ServiceMessageType.leaveGroup;
  readonly connectionId: string;
  /** Absent: all groups. */
  readonly groupName?: string;
}

export interface JoinGroupWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.joinGroupWithAck;
  readonly connectionId: string;
  readonly groupName: string;
  readonly ackId: number;
}

export interface LeaveGroupWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.leaveGroupWithAck;
  readonly connectionId: string;
  /** Absent: all groups. */
  readonly groupName?: string;
  readonly ackId: number;
}

export interface UserJoinGroupMessage extends Traced {
  readonly type: typeof ServiceMessageType.userJoinGroup;
  readonly userId: string;
  readonly groupName: string;
  /** Absent: for ever. 0: only the connections that the user has now. */
  readonly ttlSeconds?: number;
}

export interface UserLeaveGroupMessage extends Traced {
  readonly type: typeof ServiceMessageType.userLeaveGroup;
  readonly userId: string;
  /** Absent: all groups. */
  readonly groupName?: string;
}

export interface UserJoinGroupWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.userJoinGroupWithAck;
  readonly userId: string;
  readonly groupName: string;
  readonly ackId: number;
  /** Absent: for ever. 0: only the connections that the user has now. */
  readonly ttlSeconds?: number;
}

export interface UserLeaveGroupWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.userLeaveGroupWithAck;
  readonly userId: string;
  /** Absent: all groups. */
  readonly groupName?: string;
  readonly ackId: number;
}
