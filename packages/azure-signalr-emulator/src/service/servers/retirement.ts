/**
 * How one server connection is closed without its clients: each goes on over another of the same process, as soon as
 * the server says that nothing more of it is on its way over this one; then nothing is on its way over it at all.
 *
 * Rules: docs/spec/azure-service.md, AS-59 and AS-100 to AS-102.
 */

import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { Timer } from '@parley/signalr-server/transports';
import type { ClientSession } from '../clients/client-session.ts';
import type { ServiceSetup } from '../service-setup.ts';
import type { ServerConnection } from './server-connection.ts';

export interface RetirementSetup extends Pick<ServiceSetup, 'clock' | 'logger' | 'settings'> {
  readonly server: ServerConnection;
  /** By which it knows what it has said, when that comes back. */
  readonly echo: string;
  /** Another connection of the process, that could have a client now. */
  findTarget(): ServerConnection | undefined;
  /** Whether clients of the server are about to go to other processes. */
  isMigrating(): boolean;
  /** The client goes on where it is. */
  clientStays(client: ClientSession): void;
  /** Called once. */
  onClosed(): void;
}

/** `parting`: whoever is still there stays, and the server connection is closed as soon as nothing is on its way. */
type Phase = 'moving' | 'parting' | 'ended';

export class Retirement {
  readonly #setup: RetirementSetup;
  readonly #paused = new Set<ClientSession>();
  /** That were given clients. */
  readonly #targets = new Set<ServerConnection>();
  /** What was said to them has not come back. */
  readonly #unheard = new Set<ServerConnection>();
  #phase: Phase = 'moving';
  #timer: Timer;

  constructor(setup: RetirementSetup) {
    const { clock, settings } = setup;
    this.#setup = setup;
    this.#timer = clock.startTimer(settings.maintenanceWaitMs, () => this.#part());
  }

  /** To be called once. */
  begin(): void {
    this.#setup.server.rotation = 'draining';
    this.#pauseAll();
    this.#goOn();
  }

  /** Clients that had nowhere to go perhaps have. */
  serverOpened(): void {
    this.#pauseAll();
  }

  /** Perhaps the server has taken it: before that, its answer is waited for. */
  clientSettled(client: ClientSession): void {
    const isFree = client.isAccepted && !client.isPaused;
    if (this.#phase === 'moving' && isFree && this.#setup.findTarget() !== undefined) {
      this.#paused.add(client);
      client.pause();
    }
  }

  /** The server sends nothing more for the client. */
  clientReleased(client: ClientSession): void {
    if (this.#phase !== 'moving' || !this.#paused.delete(client)) {
      return;
    }
    const target = this.#setup.findTarget();
    if (target === undefined) {
      client.goOnOver(this.#setup.server);
      this.#setup.clientStays(client);
    } else {
      this.#targets.add(target);
      client.goOnOver(target);
    }
    this.#goOn();
  }

  /** A client has gone, or another process has it. */
  clientLeft(client: ClientSession): void {
    this.#paused.delete(client);
    this.#goOn();
  }

  /** Another server connection has gone. */
  otherClosed(other: ServerConnection): void {
    this.#targets.delete(other);
    this.#heard(other);
    this.#goOn();
  }

  echoed(text: string, from: ServerConnection): void {
    if (text === this.#setup.echo) {
      this.#heard(from);
    }
  }

  /** The server connection is closed, whoever has closed it. */
  end(): void {
    this.#phase = 'ended';
    this.#timer.cancel();
    this.#setup.onClosed();
  }

  #pauseAll(): void {
    for (const client of this.#setup.server.clients) {
      this.clientSettled(client);
    }
  }

  /** Parts from the server connection once nobody is left on it who could still go. */
  #goOn(): void {
    const setup = this.#setup;
    const hasTarget = setup.findTarget() !== undefined;
    const mayGo = this.#paused.size > 0 || hasTarget || setup.isMigrating();
    if (this.#phase === 'moving' && (setup.server.clients.size === 0 || !mayGo)) {
      this.#part();
    }
  }

  /**
   * The server's words cross ours: it is closed once what was said last has come back, here, so that nothing is on its
   * way to us, and from where its clients have gone, so that their server does not take them for lost.
   */
  #part(): void {
    const { server, echo, clock, settings } = this.#setup;
    this.#phase = 'parting';
    this.#timer.cancel();
    this.#timer = clock.startTimer(settings.maintenanceWaitMs, () => this.#close());
    const asked = [...this.#targets, server];
    for (const each of asked) {
      this.#unheard.add(each);
    }
    server.wire.send({
      type: ServiceMessageType.connectionFlowControl,
      connectionId: server.connectionId,
      connectionType: FlowControlConnectionType.server,
      operation: FlowControlOperation.offline,
    });
    for (const each of asked) {
      each.wire.send({ type: ServiceMessageType.ping, values: ['echo', echo] });
    }
  }

  #heard(from: ServerConnection): void {
    if (this.#unheard.delete(from) && this.#unheard.size === 0 && this.#phase === 'parting') {
      this.#close();
    }
  }

  #close(): void {
    const { server, logger } = this.#setup;
    if (server.clients.size > 0) {
      const { connectionId, serverId, clients } = server;
      logger.warn(
        { connectionId, serverId, clientCount: clients.size },
        'clients end with a server connection: they could not go on over another of their server',
      );
    }
    server.wire.close();
  }
}
