/** Questions of the app server to the service, and the answer to everything that has an `ackId`. */

import type { ServiceMessageType } from '../service-message-type.ts';
import type { Traced } from './traced.ts';

export const AckStatus = {
  ok: 1,
  notFound: 2,
  timeout: 3,
  internalServerError: 4,
} as const;

/** From the service, on the server connection that asked. */
export interface AckMessage {
  readonly type: typeof ServiceMessageType.ack;
  readonly ackId: number;
  /** One of `AckStatus`, or a newer number. */
  readonly status: number;
  readonly message?: string;
  /** The answer of a query. Written only when there is one. Of a decoded message a view: copy it to keep it. */
  readonly payload?: Uint8Array;
}

export interface CheckUserInGroupWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.checkUserInGroupWithAck;
  readonly userId: string;
  readonly groupName: string;
  readonly ackId: number;
}

export interface CheckGroupExistenceWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.checkGroupExistenceWithAck;
  readonly groupName: string;
  readonly ackId: number;
}

export interface CheckConnectionExistenceWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.checkConnectionExistenceWithAck;
  readonly connectionId: string;
  readonly ackId: number;
}

export interface CheckUserExistenceWithAckMessage extends Traced {
  readonly type: typeof ServiceMessageType.checkUserExistenceWithAck;
  readonly userId: string;
  readonly ackId: number;
}

/** Asks for the connections of a group; the ack's payload is one page of them. */
export interface GroupMemberQueryMessage extends Traced {
  readonly type: typeof ServiceMessageType.groupMemberQuery;
  readonly groupName: string;
  readonly ackId: number;
  /** Absent: as many as there are. */
  readonly top?: number;
  /** From the page before. Absent: the first page. */
  readonly continuationToken?: string;
}
