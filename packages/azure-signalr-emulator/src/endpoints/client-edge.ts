/**
 * `/client/?hub=…`: where clients negotiate and connect, over whichever transport.
 *
 * Rules: docs/spec/azure-service.md, AS-11 and AS-15 to AS-20.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type Authentication,
  type ConnectedUser,
  createTransportEndpoint,
  type EndpointPath,
  type TransportConnection,
  type TransportEndpoint,
  type TransportName,
} from '@parley/signalr-server/transports';
import type { Meter } from '../billing/meter.ts';
import {
  type ClientAdmission,
  HttpTransport,
  readClientAdmission,
} from '../service/clients/client-admission.ts';
import type { EdgeSetup } from './edge-setup.ts';
import { type HttpRefusal, refuseRequest, refuseUpgrade } from './refusal-answer.ts';
import { readServiceRequest } from './service-request.ts';

/** Beside the one that further tokens share. */
const MAX_ENDPOINTS = 100;

/** A request that may go on, and to which of the endpoints. */
type Admitted =
  | { readonly kind: 'admitted'; readonly endpoint: TransportEndpoint }
  | { readonly kind: 'refused'; readonly hub: string; readonly refusal: HttpRefusal };

export class ClientEdge {
  readonly #setup: EdgeSetup;
  /** By what tokens may say about transports. */
  readonly #endpoints = new Map<string, TransportEndpoint>();
  readonly #users = new WeakMap<IncomingMessage, ConnectedUser>();
  readonly #admissions = new WeakMap<ConnectedUser, ClientAdmission>();

  constructor(setup: EdgeSetup) {
    this.#setup = setup;
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, subPath: EndpointPath): void {
    if (request.method === 'OPTIONS') {
      // It carries neither token nor hub that could be wrong: any endpoint knows the answer.
      void this.#endpoint(undefined).handleRequest(request, response, subPath);
      return;
    }
    const admitted = this.#admit(request, subPath);
    if (admitted.kind === 'refused') {
      this.#note(admitted);
      refuseRequest(request, response, admitted.refusal);
    } else {
      void admitted.endpoint.handleRequest(request, response, subPath);
    }
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const admitted = this.#admit(request, '');
    if (admitted.kind === 'refused') {
      this.#note(admitted);
      refuseUpgrade(socket, admitted.refusal);
    } else {
      void admitted.endpoint.handleUpgrade(request, socket, head);
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#endpoints.values(), (endpoint) => endpoint.close()));
  }

  #admit(request: IncomingMessage, subPath: EndpointPath): Admitted {
    const reading = readServiceRequest(request);
    if (reading.kind === 'refused') {
      return { kind: 'refused', hub: '', refusal: reading.refusal };
    }
    const { hub, accessToken } = reading.request;
    const verdict = this.#setup.access.verifyClient(accessToken, hub);
    if (verdict.kind === 'refused') {
      return { kind: 'refused', hub, refusal: { status: 401, reason: verdict.reason } };
    }
    const admission = readClientAdmission(hub, verdict.claims, request.url ?? '');
    const refusal = this.#refusalOf(request, admission, subPath);
    if (refusal !== undefined) {
      return { kind: 'refused', hub, refusal };
    }
    this.#remember(request, admission);
    if (subPath === '/negotiate') {
      const isAllowed = this.#setup.service.hub(hub).allowsStatefulReconnects;
      request.url = withStatefulReconnectOnce(request.url ?? '', isAllowed);
    }
    return { kind: 'admitted', endpoint: this.#endpoint(admission) };
  }

  /** Of one that begins: others have been asked before. */
  #refusalOf(
    request: IncomingMessage,
    admission: ClientAdmission,
    subPath: EndpointPath,
  ): HttpRefusal | undefined {
    if (subPath !== '/negotiate') {
      return undefined;
    }
    const { service, meter } = this.#setup;
    if (!service.hub(admission.hub).hasServerFor(admission.stickiness)) {
      return { status: 503, reason: noServerReason(admission) };
    }
    const reason = messageQuotaReason(meter) ?? meter.connectionRefusal(service.connectionCount);
    return reason === undefined ? undefined : { status: 429, reason };
  }

  #remember(request: IncomingMessage, admission: ClientAdmission): void {
    const user: ConnectedUser = {
      // A connection of another hub is somebody else's.
      userId: JSON.stringify([admission.hub, admission.userId]),
      claims: {},
      isAnonymous: admission.userId === undefined,
    };
    this.#users.set(request, user);
    this.#admissions.set(user, admission);
  }

  #endpoint(admission: ClientAdmission | undefined): TransportEndpoint {
    const { pollTimeoutMs, transports } = admission ?? {};
    const key = `${transports ?? ''}/${pollTimeoutMs ?? ''}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) {
      return known;
    }
    if (admission !== undefined && this.#endpoints.size >= MAX_ENDPOINTS) {
      return this.#endpoint(undefined);
    }
    const { logger, clock, settings, createConnectionId } = this.#setup;
    const endpoint = createTransportEndpoint({
      logger,
      clock,
      onConnection: (connection) => this.#open(connection),
      authenticate: (request) => this.#authenticationOf(request),
      isOriginAllowed: () => true,
      allowStatefulReconnects: true,
      transports: transportNames(transports),
      disconnectTimeoutMs: settings.clientDisconnectTimeoutMs,
      maxBufferedBytes: settings.maxPendingClientBytes,
      ...(pollTimeoutMs === undefined ? {} : { pollTimeoutMs }),
      ...(createConnectionId === undefined ? {} : { createConnectionId }),
    });
    this.#endpoints.set(key, endpoint);
    return endpoint;
  }

  #authenticationOf(request: IncomingMessage): Authentication {
    const user = this.#users.get(request);
    return user === undefined ? { kind: 'refused', status: 401 } : { kind: 'accepted', user };
  }

  #open(connection: TransportConnection): void {
    const admission = this.#admissions.get(connection.user);
    const { service, meter } = this.#setup;
    const reason = meter.connectionRefusal(service.connectionCount);
    if (admission === undefined || reason !== undefined) {
      this.#note({ hub: admission?.hub ?? '', refusal: { status: 429, reason: reason ?? '' } });
      connection.abort();
      return;
    }
    service.hub(admission.hub).openClient(connection, admission);
    meter.connectionOpened(service.connectionCount);
  }

  #note({ hub, refusal }: Pick<Extract<Admitted, { kind: 'refused' }>, 'hub' | 'refusal'>): void {
    this.#setup.refusals.note({ who: 'client', hub, ...refusal });
    this.#setup.logger.warn({ hub, ...refusal }, 'a client was refused');
  }
}

/** Azure's own words, and which of its limits it is. */
function messageQuotaReason(meter: Meter): string | undefined {
  const refusal = meter.messageRefusal();
  return refusal === undefined ? undefined : `Message count reaches limit. ${refusal}`;
}

function noServerReason({ hub, stickiness }: ClientAdmission): string {
  return stickiness?.kind === 'required'
    ? `The client is to stay with the server '${stickiness.serverId}', which is not connected to the hub '${hub}'.`
    : `No app server is connected to the hub '${hub}'. In default mode one must be, before clients are.`;
}

/** Negotiate agrees to what it is asked for once; the .NET client repeats what the address says that it is sent to. */
function withStatefulReconnectOnce(url: string, isAllowed: boolean): string {
  const [path = '', ...query] = url.split('?');
  const parts = query.join('?').split('&');
  const kept = parts.filter((part) => !/^useStatefulReconnect=/i.test(part));
  const isAsked = isAllowed && parts.some((part) => /^useStatefulReconnect=true$/i.test(part));
  return `${path}?${[...kept, ...(isAsked ? ['useStatefulReconnect=true'] : [])].join('&')}`;
}

function transportNames(mask: number | undefined): readonly TransportName[] {
  const bits =
    mask ?? HttpTransport.webSockets | HttpTransport.serverSentEvents | HttpTransport.longPolling;
  const names: readonly (readonly [number, TransportName])[] = [
    [HttpTransport.webSockets, 'WebSockets'],
    [HttpTransport.serverSentEvents, 'ServerSentEvents'],
    [HttpTransport.longPolling, 'LongPolling'],
  ];
  return names.flatMap(([bit, name]) => ((bits & bit) === 0 ? [] : [name]));
}
