/**
 * One endpoint: takes its requests and upgrades, hands up connections.
 *
 * Every request passes the same gates in the same order: origin, authentication, method, connection, transport.
 * Spec: TransportProtocols.md. Rules: docs/spec/signalr-transports.md.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { admit, type Admission, type AdmittedRequest } from './access/admission.ts';
import { corsHeaders, isPreflight, isRequestAllowed, preflightHeaders } from './access/origin.ts';
import { EndpointConnections } from './connections/endpoint-connections.ts';
import { EndpointShutdown } from './connections/endpoint-shutdown.ts';
import {
  type PlainAnswer,
  refuseUpgrade,
  sendPlainAnswer,
  setHeaders,
} from './http/plain-answer.ts';
import { FAILED, ORIGIN_REFUSED, UNAVAILABLE } from './http/refusals.ts';
import { connectionTokenOf, parseRequestQuery } from './http/request-query.ts';
import { refuseRefresh, RefreshRequests } from './requests/authentication-refresh.ts';
import { NegotiateRequests } from './requests/negotiate-requests.ts';
import { StreamingRequests } from './requests/streaming-requests.ts';
import { type UpgradeRequest, WebSocketAcceptor } from './requests/web-socket-acceptor.ts';
import {
  type ResolvedEndpointOptions,
  resolveEndpointOptions,
  type TransportEndpointOptions,
} from './transport-endpoint-options.ts';

/** What a request's path adds to the endpoint's own. */
export type EndpointPath = '' | '/negotiate' | '/refresh';

/** One path and what lies below it, for whoever has the `http.Server`. */
export interface TransportEndpoint {
  /** Negotiate, refresh, event streams, polls, POST and DELETE of this endpoint; always answers, never rejects. */
  handleRequest(
    request: IncomingMessage,
    response: ServerResponse,
    subPath: EndpointPath,
  ): Promise<void>;
  /** An upgrade of this endpoint; always answers, never rejects. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Connections handed up and not yet ended. */
  readonly connectionCount: number;
  /** Ends every connection gracefully, and those that take longer than `closeTimeoutMs` at once. */
  close(): Promise<void>;
}

/** @throws {RangeError} for a limit or a timeout that is not a positive number. */
export function createTransportEndpoint(options: TransportEndpointOptions): TransportEndpoint {
  return new HttpTransportEndpoint(resolveEndpointOptions(options));
}

class HttpTransportEndpoint implements TransportEndpoint {
  readonly #options: ResolvedEndpointOptions;
  readonly #connections: EndpointConnections;
  readonly #negotiate: NegotiateRequests;
  readonly #refresh: RefreshRequests;
  readonly #streaming: StreamingRequests;
  readonly #acceptor: WebSocketAcceptor;
  readonly #shutdown: EndpointShutdown;

  constructor(options: ResolvedEndpointOptions) {
    this.#options = options;
    this.#connections = new EndpointConnections(options);
    const { table } = this.#connections;
    this.#shutdown = new EndpointShutdown(table, options);
    this.#negotiate = new NegotiateRequests(table, this.#shutdown, options);
    this.#refresh = new RefreshRequests(table, options);
    this.#streaming = new StreamingRequests(this.#connections);
    this.#acceptor = new WebSocketAcceptor(options);
  }

  get connectionCount(): number {
    return this.#connections.table.openCount;
  }

  async handleRequest(
    request: IncomingMessage,
    response: ServerResponse,
    subPath: EndpointPath,
  ): Promise<void> {
    try {
      await this.#answer(request, response, subPath);
    } catch (error) {
      this.#logFailure(error);
      sendPlainAnswer(response, FAILED);
    }
  }

  async handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // The server has let go of the socket, and nobody else listens until the handshake is done.
    socket.on('error', destroy);
    try {
      const answer = await this.#takeUpgrade({ request, socket, head });
      if (answer !== undefined && !socket.destroyed) {
        refuseUpgrade(socket, answer);
      }
    } catch (error) {
      this.#logFailure(error);
      refuseUpgrade(socket, FAILED);
    }
  }

  close(): Promise<void> {
    return this.#shutdown.run();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    subPath: EndpointPath,
  ): Promise<void> {
    setHeaders(response, corsHeaders(request, this.#options.isOriginAllowed));
    if (isPreflight(request)) {
      this.#answerPreflight(request, response);
      return;
    }

    const verdict = await admit(request, this.#options);
    if (response.destroyed) {
      return;
    }
    if (verdict.kind === 'admitted') {
      await this.#handleAdmitted({ request, response, admission: verdict.admission }, subPath);
    } else if (subPath === '/refresh' && verdict.answer.status === 401) {
      refuseRefresh(response, 'invalid_token');
    } else {
      sendPlainAnswer(response, verdict.answer);
    }
  }

  /** The answer to a refused upgrade; `undefined` when nobody waits for one any more. */
  async #takeUpgrade(upgrade: UpgradeRequest): Promise<PlainAnswer | undefined> {
    const { request, socket } = upgrade;
    if (!isRequestAllowed(request, this.#options.isOriginAllowed)) {
      return ORIGIN_REFUSED;
    }
    const verdict = await admit(request, this.#options);
    if (socket.destroyed || verdict.kind === 'refused') {
      return verdict.kind === 'refused' ? verdict.answer : undefined;
    }
    return this.#upgrade(upgrade, verdict.admission);
  }

  #logFailure(error: unknown): void {
    this.#options.logger.error({ error }, 'a request failed unexpectedly');
  }

  #answerPreflight(request: IncomingMessage, response: ServerResponse): void {
    if (response.hasHeader('Access-Control-Allow-Origin')) {
      setHeaders(response, preflightHeaders(request));
    }
    sendPlainAnswer(response, { status: 204, text: '' });
  }

  async #handleAdmitted(exchange: AdmittedRequest, subPath: EndpointPath): Promise<void> {
    switch (subPath) {
      case '/negotiate':
        await this.#negotiate.handle(exchange);
        break;
      case '/refresh':
        await this.#refresh.handle(exchange);
        break;
      case '':
        this.#streaming.handle(exchange);
    }
  }

  /** The answer to a refused upgrade; `undefined` when the handshake has taken the socket over. */
  #upgrade(upgrade: UpgradeRequest, admission: Admission): PlainAnswer | undefined {
    if (this.#shutdown.hasBegun) {
      return UNAVAILABLE;
    }
    const { request, socket } = upgrade;
    const { user } = admission;
    const query = parseRequestQuery(request.url ?? '');
    // Without an id the client has skipped negotiate: the connection begins here, if the handshake succeeds.
    const lookup =
      connectionTokenOf(query) === '' ? undefined : this.#connections.find(query, user);
    if (lookup?.kind === 'refused') {
      return lookup.answer;
    }
    const refusal = this.#connections.refusalOf(lookup?.connection, 'WebSockets');
    if (refusal !== undefined) {
      return refusal;
    }
    this.#acceptor.accept(upgrade, (webSocket) => {
      const connection = lookup?.connection ?? this.#connections.table.createUsed(user);
      this.#connections.openWebSocket(connection, { request, admission }, { webSocket, socket });
    });
    return undefined;
  }
}

/** One listener for all sockets. */
function destroy(this: Duplex): void {
  this.destroy();
}
