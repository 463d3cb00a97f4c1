/**
 * The requests of an open or opening connection that are not upgrades: event stream, poll, POST, DELETE.
 *
 * Rules: docs/spec/signalr-transports.md, ST-26.
 */

import type { AdmittedRequest } from '../access/admission.ts';
import type { EndpointConnections } from '../connections/endpoint-connections.ts';
import type { LogicalConnection } from '../connections/logical-connection.ts';
import { wantsEventStream } from '../http/event-stream-request.ts';
import { sendPlainAnswer, setHeaders } from '../http/plain-answer.ts';
import { METHOD_NOT_ALLOWED, NO_DELETE, NO_POST_TO_WEB_SOCKET } from '../http/refusals.ts';
import { parseRequestQuery } from '../http/request-query.ts';

const POLL_HEADERS = {
  'Cache-Control': 'no-cache, no-store',
  Pragma: 'no-cache',
  Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
} as const;

export class StreamingRequests {
  readonly #connections: EndpointConnections;

  constructor(connections: EndpointConnections) {
    this.#connections = connections;
  }

  handle(exchange: AdmittedRequest): void {
    const { request, response } = exchange;
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

  #withConnection(exchange: AdmittedRequest, use: (connection: LogicalConnection) => void): void {
    const query = parseRequestQuery(exchange.request.url ?? '');
    const lookup = this.#connections.find(query, exchange.admission.user);
    if (lookup.kind === 'refused') {
      sendPlainAnswer(exchange.response, lookup.answer);
    } else {
      use(lookup.connection);
    }
  }

  #openStream(exchange: AdmittedRequest, connection: LogicalConnection): void {
    const refusal = this.#connections.refusalOf(connection, 'ServerSentEvents');
    if (refusal === undefined) {
      this.#connections.openEventStream(connection, exchange, exchange.response);
    } else {
      sendPlainAnswer(exchange.response, refusal);
    }
  }

  #poll(exchange: AdmittedRequest, connection: LogicalConnection): void {
    const refusal = this.#connections.refusalOf(connection, 'LongPolling');
    const { stage } = connection;
    if (refusal !== undefined) {
      sendPlainAnswer(exchange.response, refusal);
    } else if (stage.kind === 'open' && stage.transport === 'LongPolling') {
      stage.connection.renewAdmission(exchange.admission);
      stage.polls.poll(exchange.response);
    } else {
      this.#connections.openPolling(connection, exchange, exchange.response);
    }
  }

  #post({ request, response }: AdmittedRequest, connection: LogicalConnection): void {
    const { stage } = connection;
    if (stage.kind === 'open' && stage.transport === 'WebSockets') {
      sendPlainAnswer(response, NO_POST_TO_WEB_SOCKET);
    } else {
      connection.posts.add(request, response);
    }
  }

  #delete({ response }: AdmittedRequest, connection: LogicalConnection): void {
    const { stage } = connection;
    if (stage.kind === 'open' && stage.transport === 'LongPolling') {
      stage.polls.terminate();
      sendPlainAnswer(response, { status: 202, text: '' });
    } else {
      sendPlainAnswer(response, NO_DELETE);
    }
  }
}
