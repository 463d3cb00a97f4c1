/** How far a client has come. */

import type { Timer } from '@parley/signalr-server/transports';
import type { ServerConnection } from '../servers/server-connection.ts';

/** `opening`: the server has not answered the handshake. `open`: both ways. `refused`: it has answered that it does not take the client. */
export type ClientStage =
  | { readonly kind: 'handshaking'; readonly timer: Timer }
  | { readonly kind: 'opening'; readonly server: ServerConnection }
  | { readonly kind: 'open'; readonly server: ServerConnection }
  | { readonly kind: 'refused'; readonly server: ServerConnection }
  | { readonly kind: 'ended' };
