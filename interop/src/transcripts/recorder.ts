/** What passes the proxies in front of a server, sorted by the SignalR connection that it belongs to. */

import type { IncomingMessage } from 'node:http';
import { ConnectionRecord } from './connection-record.ts';
import { comparedHeaders } from './http-exchange.ts';
import type { WireProtocol } from './hub-records.ts';
import { FrameReader } from './web-socket-frames.ts';

export interface SocketListeners {
  readonly onServer: (chunk: Buffer) => void;
  readonly onClient: (chunk: Buffer) => void;
}

/** Of one server, or of a server and the service that it sends its clients to: each has a proxy before it. */
export class Recorder {
  /** In the order in which they were negotiated. */
  readonly connections: ConnectionRecord[] = [];
  readonly #byToken = new Map<string, ConnectionRecord>();
  /** Those that were sent elsewhere and have yet to come there, by where that is. */
  readonly #redirected = new Map<string, ConnectionRecord>();
  readonly #protocol: WireProtocol;

  constructor(protocol: WireProtocol) {
    this.#protocol = protocol;
  }

  recordExchange({ request, answer }: { request: IncomingMessage; answer: IncomingMessage }): void {
    const what = `${request.method} ${pathOf(request)} → ${answer.statusCode} ${comparedHeaders(answer)}`;
    if (pathOf(request).endsWith('/negotiate')) {
      this.#recordNegotiate(what, { request, answer });
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

  #recordNegotiate(
    what: string,
    { request, answer }: { request: IncomingMessage; answer: IncomingMessage },
  ): void {
    const connection = this.#redirected.get(requestIdOf(request.url)) ?? this.#begin();
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      connection.negotiate(`${what} ${body}`);
      const { connectionToken, url } = parseNegotiation(body);
      if (connectionToken !== undefined) {
        this.#byToken.set(connectionToken, connection);
      }
      if (url !== undefined) {
        this.#redirected.set(requestIdOf(url), connection);
      }
    });
  }

  #begin(): ConnectionRecord {
    const connection = new ConnectionRecord(this.#protocol);
    this.connections.push(connection);
    return connection;
  }

  #find(request: IncomingMessage): ConnectionRecord | undefined {
    const token = new URL(request.url ?? '/', 'http://proxy').searchParams.get('id');
    return token === null ? undefined : this.#byToken.get(token);
  }
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

interface Negotiation {
  readonly connectionToken?: string;
  /** Where the client is to connect instead. */
  readonly url?: string;
}

/** Refusals are plain texts, and no negotiation. */
function parseNegotiation(body: string): Negotiation {
  return body.startsWith('{') ? (JSON.parse(body) as Negotiation) : {};
}

/** What names a client's way to where it was sent; empty on the way to where it begins. */
function requestIdOf(url = '/'): string {
  return new URL(url, 'http://proxy').searchParams.get('asrs_request_id') ?? '';
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? url;
}
