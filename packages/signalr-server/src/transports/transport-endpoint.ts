/**
 * One endpoint: takes its requests and upgrades, hands up connections.
 *
 * Every request passes the same gates in the same order: origin, authentication, method, connection, transport.
 * Spec: TransportProtocols.md. Rules: docs/spec/signalr-transports.md.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { EndpointConnections } from './endpoint-connections.ts';
import { EndpointShutdown } from './endpoint-shutdown.ts';
import { negotiateBody, negotiateVersion } from './negotiation.ts';
import { corsHeaders, isPreflight, isRequestAllowed, preflightHeaders } from './origin.ts';
import { type PlainAnswer, refuseUpgrade, sendPlainAnswer, setHeaders } from './plain-answer.ts';
import {
  authenticationRefused,
  FAILED,
  METHOD_NOT_ALLOWED,
  ORIGIN_REFUSED,
  UNAVAILABLE,
} from './refusals.ts';
import { connectionTokenOf, parseRequestQuery } from './request-query.ts';
import { StreamingRequests } from './streaming-requests.ts';
import type { ConnectedUser } from './transport-connection.ts';
import {
  type Authentication,
  type ResolvedEndpointOptions,
  resolveEndpointOptions,
  type TransportEndpointOptions,
} from './transport-endpoint-options.ts';
import { type UpgradeRequest, WebSocketAcceptor } from './web-socket-acceptor.ts';

export interface TransportEndpoint {
  /** Negotiate, event streams, polls, POST and DELETE of this endpoint; always answers, never rejects. */
  handleRequest(
    request: IncomingMessage,
    response: ServerResponse,
    subPath: '' | '/negotiate',
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
  readonly #streaming: StreamingRequests;
  readonly #acceptor: WebSocketAcceptor;
  readonly #shutdown: EndpointShutdown;

  constructor(options: ResolvedEndpointOptions) {
    this.#options = options;
    this.#connections = new EndpointConnections(options);
    this.#streaming = new StreamingRequests(this.#connections);
    this.#acceptor = new WebSocketAcceptor();
    this.#shutdown = new EndpointShutdown(this.#connections.table, options);
  }

  get connectionCount(): number {
    return this.#connections.table.openCount;
  }

  async handleRequest(
    request: IncomingMessage,
    response: ServerResponse,
    subPath: '' | '/negotiate',
  ): Promise<void> {
    setHeaders(response, corsHeaders(request, this.#options.isOriginAllowed));
    if (isPreflight(request)) {
      this.#answerPreflight(request, response);
      return;
    }

    const authentication = await this.#authenticate(request);
    if (response.destroyed) {
      return;
    }
    if (authentication.kind === 'refused') {
      sendPlainAnswer(response, authentication.answer);
    } else if (subPath === '/negotiate') {
      this.#negotiate(request, response, authentication.user);
    } else {
      this.#streaming.handle(request, response, authentication.user);
    }
  }

  async handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // The server has let go of the socket, and nobody else listens until the handshake is done.
    socket.on('error', () => socket.destroy());
    if (!isRequestAllowed(request, this.#options.isOriginAllowed)) {
      refuseUpgrade(socket, ORIGIN_REFUSED);
      return;
    }
    const authentication = await this.#authenticate(request);
    if (socket.destroyed) {
      return;
    }
    const answer =
      authentication.kind === 'refused'
        ? authentication.answer
        : this.#upgrade({ request, socket, head }, authentication.user);
    if (answer !== undefined) {
      refuseUpgrade(socket, answer);
    }
  }

  close(): Promise<void> {
    return this.#shutdown.run();
  }

  #answerPreflight(request: IncomingMessage, response: ServerResponse): void {
    if (response.hasHeader('Access-Control-Allow-Origin')) {
      setHeaders(response, preflightHeaders(request));
    }
    sendPlainAnswer(response, { status: 204, text: '' });
  }

  async #authenticate(request: IncomingMessage): Promise<Authenticated> {
    let authentication: Authentication;
    try {
      authentication = await this.#options.authenticate(request);
    } catch (error) {
      this.#options.logger.error({ error }, 'authentication failed unexpectedly');
      return { kind: 'refused', answer: FAILED };
    }
    return authentication.kind === 'accepted'
      ? authentication
      : { kind: 'refused', answer: authenticationRefused(authentication.status) };
  }

  #negotiate(request: IncomingMessage, response: ServerResponse, user: ConnectedUser): void {
    if (request.method !== 'POST') {
      sendPlainAnswer(response, METHOD_NOT_ALLOWED);
      return;
    }
    if (this.#shutdown.hasBegun || this.#connections.table.isFull) {
      sendPlainAnswer(response, UNAVAILABLE);
      return;
    }
    const agreed = negotiateVersion(parseRequestQuery(request));
    if (agreed.kind === 'refused') {
      sendJson(response, JSON.stringify({ error: agreed.error }));
      return;
    }
    const { identity } = this.#connections.table.create(user, agreed.version);
    const { transports } = this.#options;
    sendJson(response, negotiateBody({ version: agreed.version, transports, ...identity }));
  }

  /** The answer to a refused upgrade; `undefined` when the handshake has taken the socket over. */
  #upgrade(upgrade: UpgradeRequest, user: ConnectedUser): PlainAnswer | undefined {
    if (this.#shutdown.hasBegun) {
      return UNAVAILABLE;
    }
    const { request, socket } = upgrade;
    const query = parseRequestQuery(request);
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
      const connection = lookup?.connection ?? this.#connections.table.create(user, 1);
      this.#connections.openWebSocket(connection, { request, user }, { webSocket, socket });
    });
    return undefined;
  }
}

type Authenticated =
  | { readonly kind: 'accepted'; readonly user: ConnectedUser }
  | { readonly kind: 'refused'; readonly answer: PlainAnswer };

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
