/**
 * An HTTP and WebSocket proxy in front of a server that records what each SignalR connection said
 * and was told. What is sent is passed on as it comes; only the record is decoded.
 */

import { createServer, request as send } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { WireProtocol } from './hub-records.ts';
import { comparedHeaders } from './http-exchange.ts';
import { ConnectionRecord } from './connection-record.ts';
import { FrameReader } from './web-socket-frames.ts';

export interface RecordingProxy extends AsyncDisposable {
  /** Stands for the server's. */
  readonly url: string;
  /** In the order in which they were negotiated. */
  readonly connections: readonly ConnectionRecord[];
}

export async function startRecordingProxy(
  targetUrl: string,
  protocol: WireProtocol,
): Promise<RecordingProxy> {
  const recorder = new Recorder(protocol);
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
    connections: recorder.connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

class Recorder {
  readonly connections: ConnectionRecord[] = [];
  readonly #byToken = new Map<string, ConnectionRecord>();
  readonly #protocol: WireProtocol;

  constructor(protocol: WireProtocol) {
    this.#protocol = protocol;
  }

  recordExchange({ request, answer }: { request: IncomingMessage; answer: IncomingMessage }): void {
    const what = `${request.method} ${pathOf(request)} → ${answer.statusCode} ${comparedHeaders(answer)}`;
    if (pathOf(request).endsWith('/negotiate')) {
      this.#recordNegotiate(what, answer);
      return;
    }
    const connection = this.#find(request);
    connection?.exchange(what);
    const isEventStream = answer.headers['content-type'] === 'text/event-stream';
    if (request.method === 'GET' && answer.statusCode === 200) {
      answer.on('data', (chunk: Buffer) => {
        if (isEventStream) {
          connection?.event(chunk);
        } else {
          connection?.fromServer(chunk);
        }
      });
    }
  }

  recordUpgrade(request: IncomingMessage, answer: IncomingMessage): void {
    this.#find(request)?.exchange(`upgrade ${pathOf(request)} → 101 ${comparedHeaders(answer)}`);
  }

  recordBody(request: IncomingMessage): void {
    const connection = this.#find(request);
    if (request.method === 'POST' && connection !== undefined) {
      request.on('data', (chunk: Buffer) => connection.fromClient(chunk));
    }
  }

  listeners(request: IncomingMessage): SocketListeners {
    const connection = this.#find(request);
    return {
      onServer: reading((data) => connection?.fromServer(data)),
      onClient: reading((data) => connection?.fromClient(data)),
    };
  }

  #recordNegotiate(what: string, answer: IncomingMessage): void {
    const connection = new ConnectionRecord(this.#protocol);
    this.connections.push(connection);
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      connection.negotiate(`${what} ${body}`);
      const token = /"connectionToken":"([^"]+)"/.exec(body)?.[1];
      if (token !== undefined) {
        this.#byToken.set(token, connection);
      }
    });
  }

  #find(request: IncomingMessage): ConnectionRecord | undefined {
    const token = new URL(request.url ?? '/', 'http://proxy').searchParams.get('id');
    return token === null ? undefined : this.#byToken.get(token);
  }
}

interface SocketListeners {
  readonly onServer: (chunk: Buffer) => void;
  readonly onClient: (chunk: Buffer) => void;
}

function reading(take: (data: Buffer) => void): (chunk: Buffer) => void {
  const reader = new FrameReader();
  return (chunk) => {
    for (const event of reader.read(chunk)) {
      if (event.kind === 'message') {
        take(event.data);
      }
    }
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

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? url;
}
