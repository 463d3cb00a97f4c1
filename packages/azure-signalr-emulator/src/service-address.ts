/** Where the emulator is, as others are told it. */

import { isIPv6 } from 'node:net';

/** Everything that listens on this machine alone, or on every address, is reached here by the name of this machine. */
const LOCAL_HOSTS: readonly string[] = ['127.0.0.1', '0.0.0.0', '::'];

/** Without a port and without a slash at the end. Connection strings of Microsoft's emulator have the same form. */
export function serviceOrigin(host: string): string {
  if (LOCAL_HOSTS.includes(host)) {
    return 'http://localhost';
  }
  return `http://${isIPv6(host) ? `[${host}]` : host}`;
}
