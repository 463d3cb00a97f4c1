/** How far a client has come. */

import type { Timer } from '@parley/signalr-server/transports';
import type { CarriedClient } from './carried-client.ts';

/** `bytes`: of its handshake, until that is complete. `carried`: a server has it. */
export type LivingStage =
  | { readonly kind: 'handshaking'; readonly bytes: Uint8Array; readonly timer: Timer }
  | { readonly kind: 'carried'; readonly client: CarriedClient };

export type ClientStage = LivingStage | { readonly kind: 'ended' };
