/**
 * The requests of an open or opening connection that are not upgrades: event stream, poll, POST, DELETE.
 *
 * Rules: docs/spec/signalr-transports.md, ST-26.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EndpointConnections } from './endpoint-connections.ts';
import type { LogicalConnection } from './logical-connection.ts';
import { sendPlainAnswer, setHeaders } from './plain-answer.ts';
import { METHOD_NOT_ALLOWED, NO_DELETE, NO_POST_TO_WEB_SOCKET } from './refusals.ts';
import { parseRequestQuery } from './request-query.ts';
import type { ConnectedUser } from './transport-connection.ts';

const POLL_HEADERS = {
  'Cache-Control': 'no-cache, no-store',
  Pragma: 'no-cache',
  Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
} as const;

/** A request that has passed the gates before its connection. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly user: ConnectedUser;
}

export class StreamingRequests {
  readonly #connections: EndpointConnections;

  constructor(connections: EndpointConnections) {
    this.#connections = connections;
  }

  handle(request: IncomingMessage, response: ServerResponse, user: ConnectedUser): void {
    const exchange: Exchange = { request, response, user };
    switch (request.method) {
      case 'GET':
        if (wantsEventStream(request)) {
          this.#withConnection(exchange, (connection) => this.#openStream(exchange, connection));
        } else {
          setHeaders(response, POLL_HEADERS);
          this.#withConnection(exchange, (connection) => this.#poll(exchange, connection));
        }
        break;
      case 'POST':
        this.#withConnection(exchange, (connection) => this.#post(exchange, connection));
        break;
      case 'DELETE':
        this.#withConnection(exchange, (connection) => this.#delete(exchange, connection));
        break;
      case undefined:
      default:
        sendPlainAnswer(response, METHOD_NOT_ALLOWED);
    }
  }

  #withConnection(exchange: Exchange, use: (connection: LogicalConnection) => void): void {
    const query = parseRequestQuery(exchange.request);
    const lookup = this.#connections.find(query, exchange.user);
    if (lookup.kind === 'refused') {
      sendPlainAnswer(exchange.response, lookup.answer);
    } else {
      use(lookup.connection);
    }
  }

  #openStream(exchange: Exchange, connection: LogicalConnection): void {
    const refusal = this.#connections.refusalOf(connection, 'ServerSentEvents');
    if (refusal === undefined) {
      this.#connections.openEventStream(connection, exchange, exchange.response);
    } else {
      sendPlainAnswer(exchange.response, refusal);
    }
  }

  #poll(exchange: Exchange, connection: LogicalConnection): void {
    const refusal = this.#connections.refusalOf(connection, 'LongPolling');
    const { stage } = connection;
    if (refusal !== undefined) {
      sendPlainAnswer(exchange.response, refusal);
    } else if (stage.kind === 'open' && stage.transport === 'LongPolling') {
      stage.connection.refreshUser(exchange.user);
      stage.polls.poll(exchange.response);
    } else {
      this.#connections.openPolling(connection, exchange, exchange.response);
    }
  }

  #post({ request, response }: Exchange, connection: LogicalConnection): void {
    const { stage } = connection;
    if (stage.kind === 'open' && stage.transport === 'WebSockets') {
      sendPlainAnswer(response, NO_POST_TO_WEB_SOCKET);
    } else {
      connection.posts.add(request, response);
    }
  }

  #delete({ response }: Exchange, connection: LogicalConnection): void {
    const { stage } = connection;
    if (stage.kind === 'open' && stage.transport === 'LongPolling') {
      stage.polls.terminate();
      sendPlainAnswer(response, { status: 202, text: '' });
    } else {
      sendPlainAnswer(response, NO_DELETE);
    }
  }
}

function wantsEventStream(request: IncomingMessage): boolean {
  const accepted = (request.headers.accept ?? '').split(',');
  return accepted.some((type) => type.split(';')[0]?.trim().toLowerCase() === 'text/event-stream');
}
