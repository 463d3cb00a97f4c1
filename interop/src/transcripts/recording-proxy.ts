/**
 * An HTTP and WebSocket proxy in front of a server that lets a recorder see what each SignalR connection
 * says and is told. What is sent is passed on as it comes; only the record is decoded.
 */

import { createServer, request as send } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Recorder, SocketListeners } from './recorder.ts';

export interface RecordingProxy extends AsyncDisposable {
  /** Stands for the server's. */
  readonly url: string;
}

export async function startRecordingProxy(
  targetUrl: string,
  recorder: Recorder,
): Promise<RecordingProxy> {
  const server = createServer((request, response) => {
    const outgoing = forward(request, targetUrl);
    outgoing.on('response', (answer) => {
      recorder.recordExchange({ request, answer });
      passOn(answer, response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    recorder.recordBody(request);
    request.pipe(outgoing);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const outgoing = forward(request, targetUrl);
    outgoing.on('upgrade', (answer, target, targetHead) => {
      recorder.recordUpgrade(request, answer);
      socket.write(headOf(answer));
      join(socket, target as Socket, { head, targetHead, ...recorder.listeners(request) });
    });
    outgoing.on('response', (answer) => {
      recorder.recordExchange({ request, answer });
      socket.end(headOf(answer));
    });
    outgoing.on('error', () => socket.destroy());
    outgoing.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function forward(request: IncomingMessage, targetUrl: string): ClientRequest {
  return send(new URL(request.url ?? '/', targetUrl), {
    method: request.method ?? 'GET',
    headers: request.headers,
    agent: false,
  });
}

function passOn(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  response.flushHeaders();
  answer.pipe(response);
}

function join(
  socket: Socket,
  target: Socket,
  more: SocketListeners & { readonly head: Buffer; readonly targetHead: Buffer },
): void {
  target.on('data', more.onServer);
  socket.on('data', more.onClient);
  if (more.targetHead.length > 0) {
    target.unshift(more.targetHead);
  }
  if (more.head.length > 0) {
    socket.unshift(more.head);
  }
  socket.pipe(target);
  target.pipe(socket);
  socket.on('error', () => target.destroy());
  target.on('error', () => socket.destroy());
  socket.on('close', () => target.destroy());
  target.on('close', () => socket.destroy());
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
