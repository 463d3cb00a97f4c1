/** The application's and the router's part in a connection's life. What fails there is logged; nothing rejects. */

import type { HubContract } from '@parley/signalr-protocol';
import type { TransportConnection } from '../../transports/transport-connection.ts';
import type { HubCall } from '../definition/hub.ts';
import { asError } from '../errors.ts';
import type { RoutedConnection } from '../routing/router.ts';
import type { HubSetup } from './hub-setup.ts';

type Call = HubCall<HubContract>;

/** Resolves with why the connection cannot be served, if it cannot. */
export async function runConnected(
  setup: HubSetup,
  connection: RoutedConnection,
  call: Call,
): Promise<Error | undefined> {
  try {
    await setup.router.add(connection);
    await setup.pipeline.runConnected(call);
    return undefined;
  } catch (error) {
    logFailure(setup, call, { error, text: 'onConnected failed' });
    return asError(error);
  }
}

/** Resolves once the hub has been told, whatever it made of it. */
export async function runDisconnected(
  setup: HubSetup,
  reason: Error | undefined,
  call: Call,
): Promise<void> {
  try {
    await setup.pipeline.runDisconnected(call, reason);
  } catch (error) {
    logFailure(setup, call, { error, text: 'onDisconnected failed' });
  }
}

/** What a hub hears beside the calls of its client. */
export type NoticedEvent = 'onReconnected' | 'onAuthenticationRefreshed';

/** Nothing waits for it. Rules: docs/spec/signalr-hubs.md, SH-139 and SH-154. */
export async function notifyHub(event: NoticedEvent, setup: HubSetup, call: Call): Promise<void> {
  try {
    await setup.hub[event]?.(call);
  } catch (error) {
    logFailure(setup, call, { error, text: `${event} failed` });
  }
}

/** Resolves once the router has let go, or has failed to. */
export async function runRelease(setup: HubSetup, connection: RoutedConnection): Promise<void> {
  try {
    await setup.router.remove(connection);
  } catch (error) {
    const { connectionId } = connection;
    setup.logger.error({ error, connectionId }, 'The router did not let go of a connection');
  }
}

/** Whether the hub wants a connection ended whose authentication is no longer valid, and this one's is not. */
export function hasExpired(
  { expiresAt = Number.POSITIVE_INFINITY }: TransportConnection,
  { options, clock }: HubSetup,
): boolean {
  return options.closeOnAuthenticationExpiration && expiresAt <= clock.epochMs();
}

function logFailure(
  { logger }: HubSetup,
  { connection: { connectionId } }: Call,
  { error, text }: { readonly error: unknown; readonly text: string },
): void {
  logger.error({ error, connectionId }, text);
}
