/** A client's way to the service by hand: negotiate with the app server, then with the service, then a WebSocket. */

import { WebSocket } from 'ws';

const OPEN_TIMEOUT_MS = 30_000;

/** `undefined` where somebody on the way had none to give: a server that has lost its service, for instance. */
export async function connectThroughService(appServerPort: number): Promise<WebSocket | undefined> {
  const redirect = await post(`http://127.0.0.1:${appServerPort}/hub/negotiate?negotiateVersion=1`);
  if (redirect?.url === undefined) {
    return undefined;
  }
  const { url, accessToken } = redirect;
  const place = await post(url.replace('/client/?', '/client/negotiate?'), accessToken);
  if (place?.connectionToken === undefined) {
    return undefined;
  }
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}&id=${encodeURIComponent(place.connectionToken)}`,
    { headers: { authorization: `Bearer ${accessToken}` }, handshakeTimeout: OPEN_TIMEOUT_MS },
  );
  return opened(socket);
}

/** `undefined` where it does not open. Its errors are nobody's: its end says all. */
export function opened(socket: WebSocket): Promise<WebSocket | undefined> {
  socket.on('error', () => socket.terminate());
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('close', () => resolve(undefined));
  });
}

interface Negotiation {
  readonly url?: string;
  readonly accessToken?: string;
  readonly connectionToken?: string;
}

async function post(url: string, accessToken = ''): Promise<Required<Negotiation> | undefined> {
  const headers = accessToken === '' ? {} : { authorization: `Bearer ${accessToken}` };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers });
  } catch {
    // The other end let an idle connection go in the moment in which it was used again.
    return undefined;
  }
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as Required<Negotiation>) : undefined;
}
