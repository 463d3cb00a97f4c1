/** A client on a WebSocket without negotiate, for what the official clients never do. */

import { RawClient } from '../../../signalr-server/test/support/raw-client.ts';
import { bearerToken } from './emulator-tokens.ts';

export interface ScriptedClientOptions {
  readonly hub?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Appended to the query. */
  readonly query?: string;
}

export function clientUrl(emulatorUrl: string, options: ScriptedClientOptions = {}): string {
  const { hub = 'chat', claims, query = '' } = options;
  const accessToken = bearerToken('client', hub, claims);
  return `${emulatorUrl}/client/?hub=${hub}${query}&access_token=${accessToken}`;
}

/** Connected; no word was said. */
export function openClient(
  emulatorUrl: string,
  options: ScriptedClientOptions = {},
): Promise<RawClient> {
  return RawClient.open(clientUrl(emulatorUrl, options));
}
