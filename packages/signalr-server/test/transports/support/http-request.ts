/** Requests whose every part a test can hold back. */

import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as openRequest,
} from 'node:http';

export interface RequestParts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request on a socket of its own, its body still open. */
export function beginRequest(url: string, parts: RequestParts = {}): ClientRequest {
  return openRequest(url, {
    method: parts.method ?? 'GET',
    headers: { ...parts.headers },
    agent: false,
  });
}

/** The head of the answer; its body has not been read. */
export function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
}

export async function answerOf(request: ClientRequest): Promise<Answer> {
  const response = await responseOf(request);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks).toString('latin1');
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

export function sendRequest(url: string, parts: RequestParts = {}): Promise<Answer> {
  const request = beginRequest(url, parts);
  request.end(parts.body);
  return answerOf(request);
}

/** Status and body: what most rules are about. */
export async function statusAndBody(url: string, parts: RequestParts = {}): Promise<string> {
  const { status, body } = await sendRequest(url, parts);
  return body === '' ? `${status}` : `${status} ${body}`;
}
