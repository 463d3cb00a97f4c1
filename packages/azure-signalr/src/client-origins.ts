/** Where a page's clients are sent: what a Content-Security-Policy or a firewall has to let through. */

import type { EndpointSettings } from './azure-signalr.ts';
import { parseConnectionString } from './endpoints/connection-string.ts';

/**
 * Origins, `https://…`, each once. WebSockets go to the same with `wss:`.
 *
 * @throws {AzureSignalRError} `connection-string-invalid`
 */
export function clientOriginsOf(endpoints: string | readonly EndpointSettings[]): string[] {
  const strings =
    typeof endpoints === 'string'
      ? [endpoints]
      : endpoints.map(({ connectionString }) => connectionString);
  const origins = strings.map((text) => {
    const { address } = parseConnectionString(text);
    return new URL(address.clientEndpoint).origin;
  });
  return [...new Set(origins)];
}
