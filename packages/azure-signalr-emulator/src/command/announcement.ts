/** What the command prints once the emulator listens. Rules: docs/spec/azure-service.md, AS-93 and AS-94. */

import { isIPv4 } from 'node:net';
import { WELL_KNOWN_ACCESS_KEY } from '../access/well-known-access-key.ts';
import type { EmulatedTier } from '../billing/tier-limits.ts';
import type { CommandSettings } from './command-line.ts';

export interface Announced {
  readonly url: string;
  readonly connectionString: string;
}

export function announcement(
  { url, connectionString }: Announced,
  settings: CommandSettings,
): string {
  return [
    'Azure SignalR Service, default mode, emulated on this machine.',
    '',
    `  Connection string  ${connectionString}`,
    `  Page               ${url}/`,
    `  Tier               ${tierText(settings.tier ?? 'none')}`,
    '',
    'Ctrl+C ends it.',
    '',
  ].join('\n');
}

/** Of what a developer should know before others find the port. */
export function warnings(settings: CommandSettings): readonly string[] {
  const { host, accessKey = WELL_KNOWN_ACCESS_KEY, acceptsEntraTokens } = settings;
  if (host === undefined || isLoopback(host)) {
    return [];
  }
  const everybody = 'Whoever reaches this port';
  return [
    `${everybody} can see the page: who is connected, and in which groups.`,
    ...(accessKey === WELL_KNOWN_ACCESS_KEY
      ? [
          `${everybody} can connect: everybody knows the access key. Give it another with --access-key.`,
        ]
      : []),
    ...(acceptsEntraTokens === true
      ? [
          `${everybody} can connect as an app server, and is given the access key: --accept-entra checks nothing.`,
        ]
      : []),
  ];
}

function tierText(tier: EmulatedTier): string {
  switch (tier) {
    case 'none':
      return 'none: everything is counted, nothing is refused';
    case 'free':
      return 'Free: 20 connections, 20,000 messages a day';
    default:
      return `Standard, ${tier.units} unit${tier.units === 1 ? '' : 's'}: ${tier.units * 1000} connections`;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
