/**
 * Finds, checks and opens the connections of one endpoint.
 *
 * The order of the checks is ASP.NET Core's. Rules: docs/spec/signalr-transports.md, ST-20 to ST-25.
 */

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isSameUser } from '../access/user-policy.ts';
import type { AnsweringWebSocket } from '../carriers/answering-web-socket.ts';
import type { CarrierSettings } from '../carriers/carrier-settings.ts';
import type { Carrier } from '../carriers/carrier.ts';
import { EventStreamCarrier } from '../carriers/event-stream-carrier.ts';
import { RecordList } from '../carriers/record-list.ts';
import { PollCarrier } from '../carriers/poll-carrier.ts';
import { WebSocketCarrier } from '../carriers/web-socket-carrier.ts';
import { ReceivedRequest } from '../http/connection-request.ts';
import type { PlainAnswer } from '../http/plain-answer.ts';
import {
  ALREADY_CONNECTED,
  ID_REQUIRED,
  NO_POST_TO_WEB_SOCKET,
  NO_SUCH_CONNECTION,
  OTHER_TRANSPORT,
  transportDisabled,
} from '../http/refusals.ts';
import { connectionTokenOf, type RequestQuery } from '../http/request-query.ts';
import type { ConnectedUser, TransportName } from '../transport-connection.ts';
import type { ResolvedEndpointOptions } from '../transport-endpoint-options.ts';
import { ByteConnection, type ByteConnectionSettings } from './byte-connection.ts';
import { ConnectionTable } from './connection-table.ts';
import type { LogicalConnection, OpeningRequest } from './logical-connection.ts';
import { Reconnection } from './reconnection.ts';
import { TurnFlusher } from './turn-flusher.ts';

/** The connection that a request names, or why it gets none. */
export type Lookup =
  | { readonly kind: 'found'; readonly connection: LogicalConnection }
  | { readonly kind: 'refused'; readonly answer: PlainAnswer };

export class EndpointConnections {
  readonly table: ConnectionTable;
  readonly #options: ResolvedEndpointOptions;
  readonly #settings: CarrierSettings;
  readonly #connectionSettings: ByteConnectionSettings;

  constructor(options: ResolvedEndpointOptions) {
    this.#options = options;
    this.#settings = options;
    this.#connectionSettings = {
      ...options,
      flusher: new TurnFlusher(options.clock),
      noRecords: RecordList.empty(),
    };
    this.table = new ConnectionTable(options);
  }

  /** Somebody else's connection is no connection. */
  find(query: RequestQuery, user: ConnectedUser): Lookup {
    const token = connectionTokenOf(query);
    if (token === '') {
      return { kind: 'refused', answer: ID_REQUIRED };
    }
    const connection = this.table.find(token);
    if (connection === undefined) {
      return { kind: 'refused', answer: NO_SUCH_CONNECTION };
    }
    const { connectionId, owner } = connection.identity;
    if (!isSameUser(owner, user)) {
      this.#options.logger.warn({ connectionId }, 'a request for the connection of another user');
      return { kind: 'refused', answer: NO_SUCH_CONNECTION };
    }
    return { kind: 'found', connection };
  }

  /** Why this transport cannot carry the connection, if it cannot. No connection is one yet to be created. */
  refusalOf(
    connection: LogicalConnection | undefined,
    transport: TransportName,
  ): PlainAnswer | undefined {
    if (!this.#options.transports.includes(transport)) {
      return transportDisabled(transport);
    }
    const stage = connection?.stage;
    if (stage === undefined || stage.kind === 'negotiated') {
      return undefined;
    }
    if (stage.transport !== transport) {
      return OTHER_TRANSPORT;
    }
    const goesOn = transport === 'LongPolling' || stage.connection.canReplaceCarrier;
    return goesOn ? undefined : ALREADY_CONNECTED;
  }

  /** Begins the connection, or goes on with one whose socket is replaced. */
  openWebSocket(
    logical: LogicalConnection,
    opening: OpeningRequest,
    opened: { readonly webSocket: AnsweringWebSocket; readonly socket: Duplex },
  ): void {
    const carrier = new WebSocketCarrier(opened.webSocket, opened.socket, this.#settings);
    const { stage } = logical;
    if (stage.kind === 'open') {
      stage.connection.renewAdmission(opening.admission);
      stage.connection.replaceCarrier(carrier);
      return;
    }
    const connection = this.#createConnection(logical, opening, carrier);
    logical.closePosts(NO_POST_TO_WEB_SOCKET);
    logical.open({ kind: 'open', transport: 'WebSockets', connection });
    this.#start(logical, connection);
  }

  openEventStream(
    logical: LogicalConnection,
    opening: OpeningRequest,
    response: ServerResponse,
  ): void {
    const carrier = new EventStreamCarrier(response, logical.posts, this.#settings);
    const connection = this.#createConnection(logical, opening, carrier);
    logical.open({ kind: 'open', transport: 'ServerSentEvents', connection });
    this.#start(logical, connection);
  }

  openPolling(logical: LogicalConnection, opening: OpeningRequest, response: ServerResponse): void {
    const polls = new PollCarrier(response, logical.posts, this.#settings);
    const connection = this.#createConnection(logical, opening, polls);
    logical.open({ kind: 'open', transport: 'LongPolling', connection, polls });
    this.#start(logical, connection);
  }

  #createConnection(
    logical: LogicalConnection,
    opening: OpeningRequest,
    carrier: Carrier,
  ): ByteConnection {
    const { disconnectTimeoutMs } = this.#options;
    const { connectionId, usesStatefulReconnect } = logical.identity;
    const mayReconnect = usesStatefulReconnect && carrier.transport === 'WebSockets';
    return new ByteConnection({
      connectionId,
      admission: opening.admission,
      request: new ReceivedRequest(opening.request),
      carrier,
      settings: this.#connectionSettings,
      reconnection: mayReconnect ? new Reconnection(disconnectTimeoutMs) : undefined,
      onUnreachable: () => this.table.remove(logical),
    });
  }

  #start(logical: LogicalConnection, connection: ByteConnection): void {
    this.table.markUsed(logical);
    try {
      this.#options.onConnection(connection);
    } catch (error) {
      this.#options.logger.error(
        { error, connectionId: connection.connectionId },
        'a connection could not be taken over',
      );
      connection.abort();
      return;
    }
    connection.start();
  }
}
