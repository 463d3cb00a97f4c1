/** HTTP as a hostile client speaks it: requests that are sound but for their bodies, and heads that are not. */

import { Agent, request as openRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PATIENCE_MS } from './session.ts';

export interface RequestParts {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly body?: Buffer;
  readonly accept?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const AGENT = new Agent({ keepAlive: true, maxSockets: 200 });

/** @throws {Error} where no answer comes. */
export async function answerTo(parts: RequestParts): Promise<Answer> {
  const request = begin(parts, AGENT);
  request.end(parts.body);
  let response: IncomingMessage;
  try {
    response = await responseOf(request);
  } catch (error) {
    // The server let an idle connection go in the moment in which it was used again: that is no fault.
    if (request.reusedSocket && isReset(error)) {
      return answerTo(parts);
    }
    throw error;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}

/** On a connection of its own; the body of the response is still to be read. */
export async function openStream(
  parts: RequestParts,
): Promise<{ readonly request: ClientRequest; readonly response: IncomingMessage }> {
  const request = begin(parts, false);
  request.end(parts.body);
  return { request, response: await responseOf(request) };
}

/** A request that breaks off. */
export function abandonedPost(parts: RequestParts): void {
  const request = begin(parts, false);
  request.setHeader('Content-Length', (parts.body?.length ?? 0) + 10);
  request.write(parts.body ?? Buffer.alloc(1), () => request.destroy());
}

/** The status that answers these bytes; `undefined` where the server only closes, 0 where it does nothing. */
export function statusOf(port: number, bytes: Buffer): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let head = '';
    // A head that is not whole is waited for, which is no fault: this client gives up.
    const timer = setTimeout(() => finish(0), 200);
    const finish = (status: number | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    };
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
      if (status !== undefined) {
        finish(Number(status));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => finish(undefined));
    socket.write(bytes);
  });
}

function isReset(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
}

function begin({ port, method, path, accept }: RequestParts, agent: Agent | false): ClientRequest {
  const request = openRequest({
    port,
    method,
    path,
    agent,
    host: '127.0.0.1',
    headers: accept === undefined ? {} : { Accept: accept },
  });
  request.on('error', () => request.destroy());
  return request;
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${request.method} was not answered`));
      request.destroy();
    }, PATIENCE_MS);
    request.once('response', (response) => {
      clearTimeout(timer);
      response.on('error', () => response.destroy());
      resolve(response);
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
