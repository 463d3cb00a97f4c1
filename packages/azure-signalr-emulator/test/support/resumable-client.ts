/** A client that has agreed with the service that it may come back with another socket. */

import type { RawClient } from '../../../signalr-server/test/support/raw-client.ts';
import { bearerToken } from './emulator-tokens.ts';
import { openClient } from './scripted-client.ts';
import type { ScriptedServer } from './scripted-server.ts';

export interface ResumableClient {
  readonly id: string;
  /** Its first socket. */
  readonly client: RawClient;
  /** Another socket of the same client, once the one before is lost. */
  readonly comeBack: () => Promise<RawClient>;
}

/** Its handshake was answered by the server, which must allow that and be given it. */
export async function openResumable(
  emulatorUrl: string,
  server: ScriptedServer,
): Promise<ResumableClient> {
  const query = 'hub=chat&negotiateVersion=1&useStatefulReconnect=true';
  const response = await fetch(`${emulatorUrl}/client/negotiate?${query}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bearerToken('client', 'chat')}` },
  });
  const { connectionToken } = (await response.json()) as { readonly connectionToken: string };
  const comeBack = (): Promise<RawClient> =>
    openClient(emulatorUrl, { query: `&id=${connectionToken}` });
  const client = await comeBack();
  client.send('{"protocol":"json","version":2}\u001e');
  const id = await server.acceptClient();
  await client.receivedText('{}\u001e');
  return { id, client, comeBack };
}
