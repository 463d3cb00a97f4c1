/** Complete answers in JSON. */

import type { ServerResponse } from 'node:http';

/** Does nothing where the client has gone. */
export function sendJson(response: ServerResponse, status: number, value: object): void {
  if (response.destroyed) {
    return;
  }
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
