/** Requests that no official client would make, or whose answers it keeps to itself. */

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

/** Where the server sends a client, and with what token. */
export async function negotiate(
  url: string,
): Promise<{ readonly url: string; readonly accessToken: string }> {
  const response = await fetch(`${url}/negotiate?negotiateVersion=1`, { method: 'POST' });
  return (await response.json()) as { readonly url: string; readonly accessToken: string };
}

/** What a WebSocket is refused with. */
export async function upgradeStatus(url: string, accessToken: string): Promise<number | undefined> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const [, { statusCode }] = (await once(socket, 'unexpected-response')) as [
    unknown,
    IncomingMessage,
  ];
  socket.once('error', () => undefined).terminate();
  return statusCode;
}
