/**
 * Groups of connections on other servers: a command, and the owner's acknowledgement.
 *
 * Rules: docs/spec/signalr-redis.md, SR-30 to SR-34.
 */

import type { Timer } from '@parley/signalr-server';
import { asError, RedisRouterError } from '../errors.ts';
import {
  decodeAck,
  decodeGroupCommand,
  encodeAck,
  encodeGroupCommand,
} from '../wire/backplane-payloads.ts';
import type { GroupAction } from '../wire/backplane-payloads.ts';
import type { FarmSetup } from './farm-setup.ts';
import { PendingAnswers } from './pending-answers.ts';

/** ASP.NET Core's, and how often it looks. */
const ACK_TIMEOUT_MS = 30_000;
const CHECK_INTERVAL_MS = 5_000;
/** A 32-bit integer on the wire. */
const MAX_ID = 0x7fff_ffff;

/** A connection joins or leaves a group. */
export interface GroupChange {
  readonly action: GroupAction;
  readonly connectionId: string;
  readonly group: string;
}

export interface GroupCommandsOptions {
  readonly setup: FarmSetup;
  /** Changes a group of a connection of this process. */
  readonly change: (change: GroupChange) => Promise<void>;
}

export class GroupCommands {
  readonly #setup: FarmSetup;
  readonly #change: (change: GroupChange) => Promise<void>;
  readonly #acks: PendingAnswers<number, void>;
  readonly #checks = new Map<number, Timer>();
  #lastId = 0;

  constructor({ setup, change }: GroupCommandsOptions) {
    this.#setup = setup;
    this.#change = change;
    this.#acks = new PendingAnswers(setup.clock);
  }

  /**
   * Resolves when the connection's server has done it, and when there is no such connection.
   *
   * @throws {RedisRouterError} `group-timeout`, or what publishing throws.
   */
  async request(change: GroupChange): Promise<void> {
    this.#lastId = this.#lastId >= MAX_ID ? 1 : this.#lastId + 1;
    const id = this.#lastId;
    const acknowledged = this.#acks.open(id, {
      timeoutMs: ACK_TIMEOUT_MS,
      createTimeoutError: () =>
        new RedisRouterError(
          'group-timeout',
          `The server of connection '${change.connectionId}' did not confirm a change of its groups.`,
        ),
    });
    void this.#publish(id, change);
    try {
      await acknowledged;
    } finally {
      this.#checks.get(id)?.cancel();
      this.#checks.delete(id);
    }
  }

  receiveCommand(payload: Uint8Array): void {
    const { id, serverName, ...change } = decodeGroupCommand(payload);
    if (this.#setup.members.has(change.connectionId)) {
      void this.#execute(change, { id, serverName });
    }
  }

  receiveAck(payload: Uint8Array): void {
    this.#acks.settle(decodeAck(payload), undefined);
  }

  /** Nobody will answer any more. */
  failAll(error: Error): void {
    this.#acks.failAll(error);
  }

  async #publish(id: number, change: GroupChange): Promise<void> {
    const { link, channels, serverName } = this.#setup;
    try {
      const command = encodeGroupCommand({ ...change, id, serverName });
      await Promise.all([
        link.publish(channels.groupCommands, command),
        this.#checkOwner(id, change.connectionId),
      ]);
    } catch (error) {
      this.#acks.fail(id, asError(error));
    }
  }

  /** A connection is subscribed to on its server for as long as it lasts: no subscriber, no owner. */
  async #checkOwner(id: number, connectionId: string): Promise<void> {
    const { link, channels, clock } = this.#setup;
    const owners = await link.countSubscribers(channels.connection(connectionId));
    if (owners === 0) {
      this.#acks.settle(id, undefined);
    } else if (this.#acks.has(id)) {
      const check = clock.startTimer(CHECK_INTERVAL_MS, () => {
        this.#checkOwner(id, connectionId).catch((error: unknown) => {
          this.#acks.fail(id, asError(error));
        });
      });
      this.#checks.set(id, check);
    }
  }

  async #execute(
    change: GroupChange,
    { id, serverName }: { readonly id: number; readonly serverName: string },
  ): Promise<void> {
    const { link, channels, logger } = this.#setup;
    try {
      await this.#change(change);
      await link.publish(channels.acks(serverName), encodeAck(id));
    } catch (error) {
      logger.warn(
        { error, connectionId: change.connectionId },
        'A group was not changed for another server, or that server was not told',
      );
    }
  }
}
