/** Whom a token is for: `{endpoint}/client/?hub={hub}`. Rules: docs/spec/azure-service.md, AS-65 and AS-66. */

import type { TokenPayload } from './json-web-token.ts';

/** The two ways into the service. */
export type TokenPurpose = 'client' | 'server';

/** More of a hub's name is not repeated to whoever reads a refusal. */
const MAX_SHOWN_CHARACTERS = 128;

/**
 * Why the token is not for this way and hub; `undefined` where it is. Scheme, host and port are not compared: the
 * endpoint's may be another name of this machine, or that of a proxy.
 */
export function audienceRefusal(
  payload: TokenPayload,
  purpose: TokenPurpose,
  hub: string,
): string | undefined {
  const audiences = [payload['aud']].flat().flatMap((value) => parseAudience(value) ?? []);
  if (audiences.some((audience) => audience.purpose === purpose && audience.hub === hub)) {
    return undefined;
  }
  const [first] = audiences;
  if (first === undefined) {
    return `its audience (aud) is not of the form {endpoint}/${purpose}/?hub={hub}`;
  }
  if (first.purpose !== purpose) {
    return `it is for /${first.purpose}/, and this is /${purpose}/`;
  }
  return `it is for the hub ${shown(first.hub)}, and the request asks for ${shown(hub)}`;
}

interface Audience {
  readonly purpose: TokenPurpose;
  readonly hub: string;
}

function parseAudience(value: unknown): Audience | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const purpose = /\/(client|server)\/?$/.exec(url?.pathname ?? '')?.[1];
  const hub = url?.searchParams.get('hub')?.toLowerCase();
  if ((purpose !== 'client' && purpose !== 'server') || hub === undefined) {
    return undefined;
  }
  return { purpose, hub };
}

function shown(hub: string): string {
  return JSON.stringify(hub.slice(0, MAX_SHOWN_CHARACTERS));
}
