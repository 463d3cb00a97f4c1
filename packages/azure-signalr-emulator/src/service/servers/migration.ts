/**
 * Gives the clients of a server that leaves to others.
 *
 * Rules: docs/spec/azure-service.md, AS-51 to AS-58.
 */

import { MigrationLevel } from '@parley/azure-signalr-protocol';
import type { ClientSession } from '../clients/client-session.ts';
import type { ServiceSetup } from '../service-setup.ts';
import { chooseServer } from './server-choice.ts';
import type { ServerConnection } from './server-connection.ts';

export interface MigrationSetup extends ServiceSetup {
  readonly servers: ReadonlySet<ServerConnection>;
  /** Whether a question of a server to the client waits for its answer. */
  isAsked(client: ClientSession): boolean;
  /** Another server has the client. */
  clientMoved(client: ClientSession): void;
}

export class Migration {
  readonly #setup: MigrationSetup;
  /** Of connections whose clients are to go: until when, on the clock. */
  readonly #deadlines = new Map<ServerConnection, number>();

  constructor(setup: MigrationSetup) {
    this.#setup = setup;
  }

  /** The server has asked for it. Asking again, as it does until it is answered, gives no more time. */
  begin(server: ServerConnection): void {
    const { clock, settings } = this.#setup;
    if (server.terms.migrationLevel < MigrationLevel.shutdownOnly || this.#deadlines.has(server)) {
      return;
    }
    this.#deadlines.set(server, clock.now() + settings.migrationWaitMs);
    this.#moveAll(server);
  }

  /** Somebody has come to whom they can go. */
  serverOpened(): void {
    for (const server of this.#deadlines.keys()) {
      this.#moveAll(server);
    }
  }

  serverClosed(server: ServerConnection): void {
    this.#deadlines.delete(server);
    const mayMove = this.#setup.settings.canMigrateFromBroken;
    if (mayMove && server.terms.migrationLevel >= MigrationLevel.any) {
      for (const client of server.clients) {
        this.#move(client, server);
      }
    }
  }

  /** Perhaps nothing keeps the client any more. One that waits goes once it goes on. */
  clientSettled(client: ClientSession): void {
    const { server } = client;
    if (server !== undefined && this.isUnderWay(server) && !client.isPaused) {
      this.#move(client, server);
    }
  }

  /** Whether the server's clients are to go, and may still be waited for. */
  isUnderWay(server: ServerConnection): boolean {
    const deadline = this.#deadlines.get(server);
    return deadline !== undefined && this.#setup.clock.now() < deadline;
  }

  #moveAll(server: ServerConnection): void {
    for (const client of server.clients) {
      this.clientSettled(client);
    }
  }

  /** Other connections of the same process are about to leave, too, as a rule. */
  #move(client: ClientSession, from: ServerConnection): void {
    if (!client.isSettled || this.#setup.isAsked(client)) {
      return;
    }
    const { canMigrateWithinProcess } = this.#setup.settings;
    const others = [...this.#setup.servers].filter(
      (server) => server !== from && (canMigrateWithinProcess || server.serverId !== from.serverId),
    );
    const target = chooseServer(others, client.admission.stickiness, this.#setup);
    if (target !== undefined) {
      client.moveTo(target);
      this.#setup.clientMoved(client);
    }
  }
}
