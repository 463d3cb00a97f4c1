/** What nobody outside knows of the service, and so can be set. Rules: docs/spec/azure-service.md. */

import { DEFAULT_MAX_BUFFERED_BYTES } from '@parley/signalr-server/transports';

/** How a client's server connection is chosen of those that may have it. */
export const SERVER_CHOICES = ['fewest-clients', 'random'] as const;
export type ServerChoice = (typeof SERVER_CHOICES)[number];

/** Each is an assumption about the closed service; together they are what it is believed to do. */
export interface ServiceSettings {
  /** Of this instance of the service, as servers are told it with each client. */
  readonly instanceId: string;
  /** Between signs of life to a server, which takes the service for dead after 30 s without one. Default: 5,000. */
  readonly keepAliveIntervalMs: number;
  /** A server connection that is silent for longer is dropped. Default: 30,000. */
  readonly serverTimeoutMs: number;
  /** For the first message of a server connection. Default: 15,000. */
  readonly serverHandshakeTimeoutMs: number;
  /** For a client's handshake, unless its token says otherwise. Default: 15,000. */
  readonly clientHandshakeTimeoutMs: number;
  /** A client without a request for this long is over: between polls, and between negotiate and connecting. Default: 15,000. */
  readonly clientDisconnectTimeoutMs: number;
  /** Default: `fewest-clients`. */
  readonly serverChoice: ServerChoice;
  /** Whether clients may resume their connections where their servers allow it. Default: true. */
  readonly allowsStatefulReconnects: boolean;
  /** Whether a message to several groups reaches a client once for each that it is in, or once. Default: true. */
  readonly deliversOncePerGroup: boolean;
  /** Whether a connection, user or group that a message names twice is reached once, or twice. Default: true. */
  readonly deliversOncePerName: boolean;
  /** Whether a message to a group passes over the user who is named as its caller. Default: false. */
  readonly excludesCallersUser: boolean;
  /** Whether a user is in a group while one of its connections is, or by its own membership alone. Default: true. */
  readonly isUserInGroupByConnection: boolean;
  /** Whether clients that a server sends away are told that they may connect again. Default: false. */
  readonly canReturnWhenSentAway: boolean;
  /** Whether a question that has nothing for the client is told to its server, or is an error. Default: true. */
  readonly asksWithoutPayload: boolean;
  /** Whether a client that goes to another process keeps its groups, but for those of its user. Default: true. */
  readonly keepsGroupsInMigration: boolean;
  /** Whether a client may go to another connection of the process that it leaves. Default: false. */
  readonly canMigrateWithinProcess: boolean;
  /** Whether clients of a server connection that breaks go to others, where it allows that. Default: true. */
  readonly canMigrateFromBroken: boolean;
  /** How long a client that is to go to another server may be waited for. Default: 20,000. */
  readonly migrationWaitMs: number;
  /** How long a server may take to let go of a client that is to go to another of its connections. Default: 5,000. */
  readonly maintenanceWaitMs: number;
  /** How long a server's question to a client may stay unanswered. Default: 600,000. */
  readonly clientResultTimeoutMs: number;
  /** Members on one page of a group. Default: 1,000. */
  readonly groupPageSize: number;
  /**
   * Of one message of a server; of a client that may resume, also of what waits until it acknowledges more. Default:
   * 64 MiB, what `@parley/azure-signalr` lets wait.
   */
  readonly maxServerMessageBytes: number;
  /** What may wait for a server to take it, before its connection is dropped. Default: 64 MiB. */
  readonly maxPendingServerBytes: number;
  /** What may wait for a server while its clients are still read. Default: 1 MiB. */
  readonly serverCongestionBytes: number;
  /** What may wait for a client until its handshake is answered, before it is dropped. Default: 1 MiB. */
  readonly maxHeldClientBytes: number;
  /** What may wait for a client to take it, before it is dropped. Default: 1 MiB. */
  readonly maxPendingClientBytes: number;
  /** Of a client's message, what is collected before it goes to the server in parts. Default: 64 KiB. */
  readonly maxPartBytes: number;
}

/** @throws {RangeError} for a number that is not positive. */
export function resolveServiceSettings(settings: Partial<ServiceSettings> = {}): ServiceSettings {
  const resolved: ServiceSettings = {
    instanceId: settings.instanceId ?? 'emulator',
    keepAliveIntervalMs: settings.keepAliveIntervalMs ?? 5_000,
    serverTimeoutMs: settings.serverTimeoutMs ?? 30_000,
    serverHandshakeTimeoutMs: settings.serverHandshakeTimeoutMs ?? 15_000,
    clientHandshakeTimeoutMs: settings.clientHandshakeTimeoutMs ?? 15_000,
    clientDisconnectTimeoutMs: settings.clientDisconnectTimeoutMs ?? 15_000,
    serverChoice: settings.serverChoice ?? 'fewest-clients',
    allowsStatefulReconnects: settings.allowsStatefulReconnects ?? true,
    deliversOncePerGroup: settings.deliversOncePerGroup ?? true,
    deliversOncePerName: settings.deliversOncePerName ?? true,
    excludesCallersUser: settings.excludesCallersUser ?? false,
    isUserInGroupByConnection: settings.isUserInGroupByConnection ?? true,
    canReturnWhenSentAway: settings.canReturnWhenSentAway ?? false,
    asksWithoutPayload: settings.asksWithoutPayload ?? true,
    keepsGroupsInMigration: settings.keepsGroupsInMigration ?? true,
    canMigrateWithinProcess: settings.canMigrateWithinProcess ?? false,
    canMigrateFromBroken: settings.canMigrateFromBroken ?? true,
    migrationWaitMs: settings.migrationWaitMs ?? 20_000,
    maintenanceWaitMs: settings.maintenanceWaitMs ?? 5_000,
    clientResultTimeoutMs: settings.clientResultTimeoutMs ?? 600_000,
    groupPageSize: settings.groupPageSize ?? 1_000,
    maxServerMessageBytes: settings.maxServerMessageBytes ?? 64 * 1024 * 1024,
    maxPendingServerBytes: settings.maxPendingServerBytes ?? 64 * 1024 * 1024,
    serverCongestionBytes: settings.serverCongestionBytes ?? 1024 * 1024,
    maxHeldClientBytes: settings.maxHeldClientBytes ?? 1024 * 1024,
    maxPendingClientBytes: settings.maxPendingClientBytes ?? DEFAULT_MAX_BUFFERED_BYTES,
    maxPartBytes: settings.maxPartBytes ?? 64 * 1024,
  };
  for (const [name, value] of Object.entries(resolved)) {
    if (typeof value === 'number' && !(value > 0)) {
      throw new RangeError(`${name} must be a positive number, not ${value}`);
    }
  }
  return resolved;
}
