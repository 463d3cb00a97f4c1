/**
 * What pings carry besides a sign of life: keys and values, several in one ping.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-51 to AZ-56.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { PingMessage } from '@parley/azure-signalr-protocol';
import type { EndpointLoad } from './hub-link.ts';

/** What the service says by a ping. Keys that we do not know are no news. */
export interface PingNews {
  /** Whether the endpoint has clients of the hub. */
  readonly hasClients?: boolean;
  readonly load?: EndpointLoad;
  /** The instance that wants a connection of its own. */
  readonly target?: string;
  /** The instance that has gone; empty is all of them. */
  readonly offline?: string;
  /** The connection is out of rotation. */
  readonly isShutdownAcknowledged: boolean;
  /** Names of the servers that hold connections of the hub. */
  readonly servers?: readonly string[];
  /** Wants the same ping back. */
  readonly wantsEcho: boolean;
}

/** How the clients of a connection that leaves are to be treated. */
export type Departure = 'migrate' | 'wait';

export function readPing({ values }: PingMessage): PingNews {
  const pairs = new Map<string, string>();
  for (let index = 0; index + 1 < values.length; index += 2) {
    pairs.set(values[index] ?? '', values[index + 1] ?? '');
  }
  const status = pairs.get('status');
  const load = readLoad(pairs);
  const target = pairs.get('target');
  const offline = pairs.get('offline');
  const servers = readServers(pairs.get('servers'));
  return {
    ...(status === undefined ? undefined : { hasClients: status === '1' }),
    ...(load && { load }),
    ...(target === undefined || target === '' ? undefined : { target }),
    ...(offline === undefined ? undefined : { offline }),
    ...(servers && { servers }),
    isShutdownAcknowledged: pairs.get('shutdown') === 'finack',
    wantsEcho: pairs.has('echo'),
  };
}

export const STATUS_PING = ping('status', '1');
export const SERVERS_PING = ping('servers', '');

/** The sign of life of a connection that carries clients. */
export function clientCountPing(clientsInHub: number, clients: number): PingMessage {
  return ping('#clientInHub', String(clientsInHub), '#client', String(clients));
}

export function departurePing(departure: Departure): PingMessage {
  return ping('shutdown', departure === 'migrate' ? 'fin:1' : 'fin:2');
}

function ping(...values: readonly string[]): PingMessage {
  return { type: ServiceMessageType.ping, values };
}

function readLoad(pairs: ReadonlyMap<string, string>): EndpointLoad | undefined {
  const clientCount = readCount(pairs.get('clientcount'));
  const serverCount = readCount(pairs.get('servercount'));
  const capacity = readCount(pairs.get('capacity'));
  return clientCount === undefined || serverCount === undefined || capacity === undefined
    ? undefined
    : { clientCount, serverCount, capacity };
}

function readCount(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** `timestamp:name;name`. */
function readServers(value: string | undefined): readonly string[] | undefined {
  const start = value?.indexOf(':') ?? -1;
  return value === undefined || start === -1
    ? undefined
    : value
        .slice(start + 1)
        .split(';')
        .filter((name) => name !== '');
}
