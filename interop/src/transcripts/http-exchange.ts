/** One HTTP request and everything of its answer that a client could depend on. */

import { request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** All others are of HTTP itself or name the software. */
const COMPARED_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'cache-control',
  'pragma',
  'expires',
  'vary',
  'location',
  'www-authenticate',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
];

export interface HttpQuestion {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: Buffer;
}

/** Resolves when the answer has ended. */
export async function exchange(baseUrl: string, question: HttpQuestion): Promise<HttpAnswer> {
  const response = await ask(baseUrl, question);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  return {
    status: response.statusCode ?? 0,
    headers: comparedHeaders(response),
    body: Buffer.concat(chunks),
  };
}

/** Resolves with the head of the answer, whose body is the caller's to read. */
export function ask(baseUrl: string, question: HttpQuestion): Promise<IncomingMessage> {
  const { method, path, headers = {}, body } = question;
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, baseUrl), { method, headers, agent: false });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function comparedHeaders({ headers }: IncomingMessage): string {
  return COMPARED_HEADERS.flatMap((name) =>
    headers[name] === undefined ? [] : `${name}: ${String(headers[name])}`,
  ).join('; ');
}
