/** What is kept of the request that opened a connection, for as long as the connection lasts. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { parseRequestQuery, type RequestQuery } from './request-query.ts';

/** Belong to the connection and to its user's authentication: secrets that no hub needs. */
const SECRET_NAMES = ['id', 'access_token'];

/** The request that opened a connection. */
export interface ConnectionRequest {
  /** By lower-case name, as Node joins them; cookies are among them. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Of the other end of the socket, which may be a proxy. `undefined` where the socket had gone. */
  readonly remoteAddress: string | undefined;
  /** By lower-case name. The connection's secret and the access token are left out. */
  readonly query: RequestQuery;
  /** Without the query, as the client wrote it. */
  readonly path: string;
}

/** The request itself, with its parser's leftovers and its socket, is let go: most of an idle connection it would be. */
export class ReceivedRequest implements ConnectionRequest {
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly remoteAddress: string | undefined;
  readonly #url: string;

  constructor(request: IncomingMessage) {
    this.headers = request.headers;
    this.remoteAddress = request.socket.remoteAddress;
    this.#url = request.url ?? '';
  }

  /** Parsed anew each time: few connections are asked. */
  get query(): RequestQuery {
    const query = new Map(parseRequestQuery(this.#url));
    for (const name of SECRET_NAMES) {
      query.delete(name);
    }
    return query;
  }

  get path(): string {
    return this.#url.split('?', 1)[0] ?? '';
  }
}
