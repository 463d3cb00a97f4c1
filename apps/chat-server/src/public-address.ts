/** What people open, known once the server listens. */

import { networkInterfaces } from 'node:os';
import { isLoopbackHost } from './http/origin-policy.ts';

export interface PublicAddressOptions {
  readonly host: string;
  /** The one listened on, never 0. */
  readonly port: number;
  readonly publicUrl: string | undefined;
}

/** An origin, without a slash at the end. */
export function publicAddress({ host, port, publicUrl }: PublicAddressOptions): string {
  if (publicUrl !== undefined) return publicUrl;
  return new URL(`http://${nameOf(host)}:${port}`).origin;
}

function nameOf(host: string): string {
  if (host === '127.0.0.1' || host === '::1') return 'localhost';
  if (host === '0.0.0.0' || host === '::') return firstNetworkAddress() ?? 'localhost';
  if (isLoopbackHost(host)) return host;
  return host.includes(':') ? `[${host}]` : host;
}

/** Of this machine, as others on its network reach it. */
function firstNetworkAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
