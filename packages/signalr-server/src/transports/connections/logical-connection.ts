/**
 * A connection as HTTP requests find it: by its secret, from negotiate until it is gone, whatever carries it meanwhile.
 */

import type { IncomingMessage } from 'node:http';
import type { Admission } from '../access/admission.ts';
import type { PollCarrier } from '../carriers/poll-carrier.ts';
import { PostQueue } from '../carriers/post-queue.ts';
import type { PlainAnswer } from '../http/plain-answer.ts';
import type { ConnectedUser, TransportName } from '../transport-connection.ts';
import type { ByteConnection } from './byte-connection.ts';

/** What never changes of a connection. */
export interface ConnectionIdentity {
  readonly connectionId: string;
  /** Secret: whoever has it speaks for the connection. Never logged. */
  readonly connectionToken: string;
  /** Whose it is: a request of anybody else does not find it. */
  readonly owner: ConnectedUser;
  /** Whether negotiate has agreed that another WebSocket may take the place of the first. */
  readonly usesStatefulReconnect: boolean;
}

/** Who opens a connection, and with which request. */
export interface OpeningRequest {
  readonly request: IncomingMessage;
  readonly admission: Admission;
}

/** What carries a connection, if anything does yet. */
export type ConnectionStage =
  | { readonly kind: 'negotiated' }
  | {
      readonly kind: 'open';
      readonly transport: Exclude<TransportName, 'LongPolling'>;
      readonly connection: ByteConnection;
    }
  | {
      readonly kind: 'open';
      readonly transport: 'LongPolling';
      readonly connection: ByteConnection;
      readonly polls: PollCarrier;
    };

export class LogicalConnection {
  readonly identity: ConnectionIdentity;
  #posts: PostQueue | undefined;
  #stage: ConnectionStage = { kind: 'negotiated' };

  constructor(identity: ConnectionIdentity) {
    this.identity = identity;
  }

  /** Made when it is first asked for: a WebSocket has none. */
  get posts(): PostQueue {
    this.#posts ??= new PostQueue();
    return this.#posts;
  }

  /** Nothing is posted any more; what waits gets this answer, or the one of a connection that is gone. */
  closePosts(answer?: PlainAnswer): void {
    this.#posts?.close(answer);
  }

  get stage(): ConnectionStage {
    return this.#stage;
  }

  /** Once: a connection keeps the transport that it began with. */
  open(stage: Extract<ConnectionStage, { kind: 'open' }>): void {
    this.#stage = stage;
  }
}
