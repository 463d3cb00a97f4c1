/** What there is of a client once it was given to a server: both ways, and what is between them and its connection. */

import type { TransportConnection } from '@parley/signalr-server/transports';
import { framingOf } from '../bytes/hub-framing.ts';
import type { ServerConnection } from '../servers/server-connection.ts';
import type { ClientAdmission } from './client-admission.ts';
import { ClientDownlink } from './client-downlink.ts';
import { ClientExchange, mayResume } from './client-exchange.ts';
import type { ClientHandshake } from './client-handshake.ts';
import type { ClientHost } from './client-host.ts';
import { ClientOutbox } from './client-outbox.ts';
import { ClientUplink } from './client-uplink.ts';
import { DeliveryCount } from './delivery-count.ts';
import { HubStream } from './hub-stream.ts';

export interface CarriedClient {
  /** Lower case. */
  readonly protocol: string;
  readonly stream: HubStream;
  /** `undefined` for a client that may not come back. */
  readonly exchange: ClientExchange | undefined;
  readonly uplink: ClientUplink;
  readonly downlink: ClientDownlink;
}

export interface CarriedClientOptions {
  readonly connection: TransportConnection;
  readonly admission: ClientAdmission;
  readonly handshake: ClientHandshake;
  readonly server: ServerConnection;
  readonly host: ClientHost;
  /** Data of its server has gone to the client. */
  readonly onDelivered: () => void;
  /** The client does not keep to the exchange, or is too slow for it. */
  readonly onBroken: () => void;
  /** More is held for the client than it is to be. */
  readonly onOverfull: () => void;
}

/** Sends nothing yet, either way. */
export function createCarriedClient(options: CarriedClientOptions): CarriedClient {
  const { connection, admission, handshake, server, host, onDelivered, onOverfull } = options;
  const { connectionId } = connection;
  const { protocol } = handshake;
  const count = new DeliveryCount(host.name, host.meter);
  const stream = new HubStream(framingOf(protocol));
  const exchange = startExchange(options, stream);
  const outbox = new ClientOutbox({ connection, target: exchange ?? connection, count });
  const uplink = new ClientUplink({
    connection,
    admission,
    handshake,
    server,
    stream,
    count,
    host,
  });
  const onAccepted = (): void => {
    if (exchange === undefined) {
      connection.disableReconnect();
    } else {
      exchange.follow(() => uplink.tellResumed());
    }
  };
  const downlink = new ClientDownlink({
    connectionId,
    protocol,
    stream,
    outbox,
    host,
    onAccepted,
    onDelivered,
    onOverfull,
  });
  return { protocol, stream, exchange, uplink, downlink };
}

function startExchange(
  { connection, handshake, server, host, onBroken }: CarriedClientOptions,
  { framing }: HubStream,
): ClientExchange | undefined {
  return mayResume({ connection, version: handshake.version, terms: server.terms })
    ? new ClientExchange({ connection, framing, host, onBroken })
    : undefined;
}
