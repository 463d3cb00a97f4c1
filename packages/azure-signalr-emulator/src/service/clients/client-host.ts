/** The hub, as its clients use it. */

import type { ServerConnection } from '../servers/server-connection.ts';
import type { ServiceSetup } from '../service-setup.ts';
import type { ClientSession } from './client-session.ts';

export interface ClientHost extends ServiceSetup {
  readonly name: string;
  /** For a client whose handshake has come; it is counted among that server's from here on. */
  assignServer(session: ClientSession): ServerConnection | undefined;
  /** Called once. */
  clientEnded(session: ClientSession): void;
  /** Something has come to its end; perhaps nothing is between the client and its server now. */
  clientSettled(session: ClientSession): void;
  quotaUsedUp(server: ServerConnection): void;
  /** A message has no form in the client's protocol. */
  payloadMissing(protocol: string): void;
}
