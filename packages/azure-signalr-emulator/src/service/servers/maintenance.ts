/**
 * Server connections that the service closes of its own accord, as Azure does when what is in front of it reloads:
 * which of them, and whose word is about which.
 *
 * Rules: docs/spec/azure-service.md, AS-59 and AS-100 to AS-102.
 */

import {
  type ConnectionFlowControlMessage,
  FlowControlConnectionType,
  FlowControlOperation,
} from '@parley/azure-signalr-protocol';
import type { ClientSession } from '../clients/client-session.ts';
import type { ServiceSetup } from '../service-setup.ts';
import type { Migration } from './migration.ts';
import { Retirement } from './retirement.ts';
import { chooseServer, takesClients } from './server-choice.ts';
import type { ServerConnection } from './server-connection.ts';

export interface MaintenanceSetup extends ServiceSetup {
  readonly hub: string;
  readonly servers: ReadonlySet<ServerConnection>;
  readonly migration: Migration;
  findClient(connectionId: string): ClientSession | undefined;
}

export class Maintenance {
  readonly #setup: MaintenanceSetup;
  readonly #retirements = new Map<ServerConnection, Retirement>();
  #count = 0;

  constructor(setup: MaintenanceSetup) {
    this.#setup = setup;
  }

  /**
   * Resolves when one server connection, that with the most clients, is closed.
   *
   * @throws {RangeError} Rejects where none takes clients.
   */
  async retireServer(): Promise<void> {
    const { hub, servers } = this.#setup;
    const server = busiest([...servers].filter(takesClients));
    if (server === undefined) {
      throw new RangeError(`The hub '${hub}' has no server connection that takes clients.`);
    }
    await new Promise<void>((resolve) => {
      this.#begin(server, resolve);
    });
  }

  /** Clients that could go nowhere perhaps can. */
  serverOpened(): void {
    for (const retirement of this.#retirements.values()) {
      retirement.serverOpened();
    }
  }

  /** To be called before its clients go elsewhere or are ended. */
  serverClosed(server: ServerConnection): void {
    this.#retirements.get(server)?.end();
    this.#retirements.delete(server);
    for (const retirement of this.#retirements.values()) {
      retirement.otherClosed(server);
    }
  }

  /** Perhaps the client's server has taken it. */
  clientSettled(client: ClientSession): void {
    const retirement = client.server && this.#retirements.get(client.server);
    retirement?.clientSettled(client);
  }

  /** The client has gone, or another process has it. */
  clientLeft(client: ClientSession): void {
    for (const retirement of this.#retirements.values()) {
      retirement.clientLeft(client);
    }
  }

  /** Anything but the answer to a question of the service means nothing. */
  receive(message: ConnectionFlowControlMessage, from: ServerConnection): void {
    const isAnswer =
      message.connectionType === FlowControlConnectionType.client &&
      message.operation === FlowControlOperation.pauseAck;
    const client = this.#setup.findClient(message.connectionId);
    if (isAnswer && client !== undefined) {
      this.#retirements.get(from)?.clientReleased(client);
    }
  }

  /** A ping has come back. */
  echoed(text: string, from: ServerConnection): void {
    for (const retirement of this.#retirements.values()) {
      retirement.echoed(text, from);
    }
  }

  #begin(server: ServerConnection, onClosed: () => void): void {
    const { servers, migration } = this.#setup;
    this.#count += 1;
    const retirement = new Retirement({
      ...this.#setup,
      server,
      echo: `maintenance-${this.#count}`,
      findTarget: () => {
        const ofProcess = [...servers].filter(({ serverId }) => serverId === server.serverId);
        return chooseServer(ofProcess, undefined, this.#setup);
      },
      isMigrating: () => migration.isUnderWay(server),
      clientStays: (client) => migration.clientSettled(client),
      onClosed,
    });
    this.#retirements.set(server, retirement);
    retirement.begin();
  }
}

function busiest(servers: readonly ServerConnection[]): ServerConnection | undefined {
  return servers.reduce<ServerConnection | undefined>(
    (best, next) => (best === undefined || next.clients.size > best.clients.size ? next : best),
    undefined,
  );
}
