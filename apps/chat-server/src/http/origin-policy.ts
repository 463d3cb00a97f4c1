/**
 * Which pages may talk to this server: its own, and no other site's.
 *
 * A browser sends a page's origin along with what could change something, and the name it looked up as
 * the host. The first keeps other sites from using a member's cookie; the second keeps a site that
 * points its own name at this machine (DNS rebinding) from a server that trusts whoever is on it.
 */

import { isIP } from 'node:net';

export interface OriginPolicyOptions {
  /** Address that is listened on. */
  readonly host: string;
  /** Origin that people open, behind a reverse proxy. */
  readonly publicUrl: string | undefined;
}

export class OriginPolicy {
  readonly #isOnLoopback: boolean;
  readonly #publicUrl: string | undefined;

  constructor({ host, publicUrl }: OriginPolicyOptions) {
    this.#isOnLoopback = isLoopbackHost(host);
    this.#publicUrl = publicUrl;
  }

  /** By the `Host` header. Beyond loopback any name will do: nobody is trusted for being there. */
  isHostAllowed(hostHeader: string | undefined): boolean {
    const host = hostOf(hostHeader);
    if (host === undefined) return false;
    if (!this.#isOnLoopback) return true;
    return isLoopbackHost(host.hostname) || host.host === hostOfUrl(this.#publicUrl);
  }

  /** By the `Origin` header; one is missing where no browser page asks. */
  isOriginAllowed(origin: string | undefined, hostHeader: string | undefined): boolean {
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    if (this.#publicUrl !== undefined) return new URL(origin).origin === this.#publicUrl;
    const host = hostOf(hostHeader);
    if (host === undefined) return false;
    const { protocol, host: originHost } = new URL(origin);
    return originHost === hostOfUrl(`${protocol}//${hostHeader ?? ''}`);
  }
}

/** Whether only this machine reaches it. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

/** A proxy makes a loopback server reachable, so its public name counts too. */
export function isReachableByOthers({ host, publicUrl }: OriginPolicyOptions): boolean {
  if (!isLoopbackHost(host)) return true;
  return publicUrl !== undefined && !isLoopbackHost(new URL(publicUrl).hostname);
}

function hostOf(hostHeader: string | undefined): URL | undefined {
  const url = `http://${hostHeader ?? ''}`;
  if (hostHeader === undefined || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.pathname === '/' && parsed.username === '' ? parsed : undefined;
}

function hostOfUrl(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}
