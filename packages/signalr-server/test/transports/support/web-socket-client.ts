/** A client over WebSockets that keeps what it is sent. */

import { type ClientOptions, WebSocket } from 'ws';

/** How an upgrade ended. */
export type UpgradeResult =
  | { readonly kind: 'open'; readonly client: WebSocketClient }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string };

/** A client's side of a WebSocket: every message and how it was sent. */
export class WebSocketClient {
  readonly webSocket: WebSocket;
  readonly messages: string[] = [];
  /** Settles with the close code. */
  readonly closed: Promise<number>;
  #waiters: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    this.closed = new Promise((resolve) => {
      webSocket.on('close', (code) => resolve(code));
    });
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('message', (data: Buffer, isBinary) => {
      this.messages.push(`${isBinary ? 'binary' : 'text'}: ${data.toString('latin1')}`);
      for (const waiter of this.#waiters.filter(({ count }) => count === this.messages.length)) {
        waiter.resolve();
      }
    });
  }

  /** The first messages, once there are so many. */
  async first(count: number): Promise<readonly string[]> {
    if (this.messages.length < count) {
      await new Promise<void>((resolve) => this.#waiters.push({ count, resolve }));
    }
    return this.messages.slice(0, count);
  }

  /** Everything so far, once it ends so: records that wait together come as one message. */
  async textUpTo(end: string): Promise<string> {
    const text = this.messages.map((message) => message.replace(/^\w+: /, '')).join('');
    if (text.endsWith(end)) {
      return text;
    }
    await this.first(this.messages.length + 1);
    return this.textUpTo(end);
  }
}

export function upgrade(url: string, options: ClientOptions = {}): Promise<UpgradeResult> {
  const webSocket = new WebSocket(url.replace('http:', 'ws:'), options);
  const client = new WebSocketClient(webSocket);
  return new Promise((resolve) => {
    webSocket.once('open', () => resolve({ kind: 'open', client }));
    webSocket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => {
        resolve({ kind: 'refused', status: response.statusCode ?? 0, body });
      });
    });
  });
}

/** @throws {Error} when the upgrade is refused. */
export async function openWebSocket(
  url: string,
  options: ClientOptions = {},
): Promise<WebSocketClient> {
  const result = await upgrade(url, options);
  if (result.kind === 'refused') {
    throw new Error(`the upgrade was refused: ${result.status} ${result.body}`);
  }
  return result.client;
}

/** Status and body of a refused upgrade, or `101`. */
export async function upgradeOutcome(url: string, options: ClientOptions = {}): Promise<string> {
  const result = await upgrade(url, options);
  if (result.kind === 'open') {
    result.client.webSocket.terminate();
    return '101';
  }
  return result.body === '' ? `${result.status}` : `${result.status} ${result.body}`;
}
