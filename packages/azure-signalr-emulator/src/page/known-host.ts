/**
 * Whether the page may be shown under a name. A site of the internet can let its own name point at this machine, and
 * would then read what the page shows as if it were its own. Rules: docs/spec/azure-service.md, AS-83.
 */

import { isIP } from 'node:net';

/** `header` is a request's `Host`: an address, `localhost`, or a name without dots is one of a developer's own network. */
export function isKnownHost(header: string | undefined): boolean {
  if (header === undefined || !URL.canParse(`http://${header}`)) {
    return false;
  }
  const { hostname } = new URL(`http://${header}`);
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return isAddress || hostname.endsWith('.localhost') || !hostname.includes('.');
}
