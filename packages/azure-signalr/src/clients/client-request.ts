/**
 * The request that opened a client's connection, as the service tells it: what a hub would have seen without the
 * service. Rules: docs/spec/azure-signalr.md, AZ-76 and AZ-77.
 */

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { HeaderMap, OpenConnectionMessage } from '@parley/azure-signalr-protocol';
import type { ConnectionRequest } from '@parley/signalr-server';

const PATH_NAME = 'asrs.op';
/** Secrets, and what clients and servers add for the service. */
const HIDDEN_NAMES = ['id', 'access_token', 'hub', 'negotiateversion', 'usestatefulreconnect'];
const SERVICE_PREFIX = 'asrs';

export class ClientRequest implements ConnectionRequest {
  readonly #headers: HeaderMap;
  readonly #queryString: string;

  constructor({ headers, queryString }: Pick<OpenConnectionMessage, 'headers' | 'queryString'>) {
    this.#headers = headers;
    this.#queryString = queryString;
  }

  /** Put together anew each time: few connections are asked. */
  get headers(): Readonly<IncomingHttpHeaders> {
    const headers: IncomingHttpHeaders = {};
    for (const [name, values] of this.#headers) {
      if (!name.startsWith(SERVICE_PREFIX)) {
        headers[name] = values.join(name === 'cookie' ? '; ' : ', ');
      }
    }
    return headers;
  }

  get remoteAddress(): string | undefined {
    const [first = ''] = this.#headers.get('x-forwarded-for')?.[0]?.split(',') ?? [];
    return readAddress(first.trim());
  }

  get query(): ReadonlyMap<string, string> {
    const query = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(this.#queryString)) {
      const key = name.toLowerCase();
      const earlier = query.get(key);
      if (!HIDDEN_NAMES.includes(key) && !key.startsWith(SERVICE_PREFIX)) {
        query.set(key, earlier === undefined ? value : `${earlier},${value}`);
      }
    }
    return query;
  }

  /** Of the request that negotiated here. */
  get path(): string {
    return new URLSearchParams(this.#queryString).get(PATH_NAME) ?? '';
  }
}

/** With or without a port. */
function readAddress(text: string): string | undefined {
  const [, bare = text] = /^\[(.+)\](?::\d+)?$/.exec(text) ?? /^([\d.]+):\d+$/.exec(text) ?? [];
  return isIP(bare) === 0 ? undefined : bare;
}
