/** Clients of the service as a hub is given them; the service and the hub are the test's. */

import type { OpenConnectionMessage } from '@parley/azure-signalr-protocol';
import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import type { ClientServiceSetup, TransportConnection } from '@parley/signalr-server';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { ServiceClients } from '../../src/clients/service-clients.ts';
import { LinkFixture } from './link-fixture.ts';
import type { PeerConnection } from './service-peer.ts';

const HANDSHAKE = '{"protocol":"json","version":1}\u001e';

/** A client as its hub hears it. */
export class HeardClient {
  readonly connection: TransportConnection;
  text = '';
  drained = 0;
  closed: { readonly error: Error | undefined } | undefined;

  constructor(connection: TransportConnection, isReading: boolean) {
    this.connection = connection;
    if (!isReading) {
      connection.pause();
    }
    connection.onBytes((chunk) => {
      this.text += Buffer.from(chunk).toString();
    });
    connection.onDrained(() => {
      this.drained += 1;
    });
    connection.onClosed((error) => {
      this.closed = { error };
    });
  }

  /** What it sent behind the handshake. */
  get said(): string {
    return this.text.replace(HANDSHAKE, '');
  }

  send(text: string): void {
    this.connection.send(Buffer.from(text));
  }
}

type MadeFixture = Pick<ClientFixture, 'links' | 'peer' | 'peers' | 'heard' | 'clients' | 'setup'>;

type FixtureOptions = ClientServiceSetup['options'] & {
  readonly isReading?: boolean;
  /** Default: one. */
  readonly connectionCount?: number;
};

export class ClientFixture implements AsyncDisposable {
  readonly links: LinkFixture;
  /** The first server connection. */
  readonly peer: PeerConnection;
  readonly peers: readonly PeerConnection[];
  readonly heard: HeardClient[];
  readonly clients: ServiceClients;
  readonly setup: ClientServiceSetup;
  readonly clock: ManualClock;

  private constructor(made: MadeFixture) {
    this.links = made.links;
    this.peer = made.peer;
    this.peers = made.peers;
    this.heard = made.heard;
    this.clients = made.clients;
    this.setup = made.setup;
    this.clock = made.setup.clock as ManualClock;
  }

  static async start(options: FixtureOptions = {}): Promise<ClientFixture> {
    const { isReading = true, connectionCount = 1, ...hubOptions } = options;
    const heard: HeardClient[] = [];
    const setup: ClientServiceSetup = {
      hubName: 'chat',
      protocols: [new JsonHubProtocol(), new MessagePackHubProtocol()],
      clock: new ManualClock(),
      logger: new RecordingLogger(),
      options: hubOptions,
      traffic: { messagesSent: 0, bytesSent: 0, bytesReceived: 0 },
      accept: (connection) => heard.push(new HeardClient(connection, isReading)),
    };
    const clients = new ServiceClients(setup, () => undefined);
    const links = await LinkFixture.start({ clients, connectionCount });
    const peer = await links.peer.accepted(0);
    const peers = [peer];
    while (peers.length < connectionCount) {
      peers.push(await links.peer.accepted(peers.length));
    }
    await links.until(() => links.link.isOnline);
    return new ClientFixture({ links, peer, peers, heard, clients, setup });
  }

  /** A client comes, and its handshake. */
  async open(connectionId = 'c1', more: Partial<OpenConnectionMessage> = {}): Promise<HeardClient> {
    const index = this.heard.length;
    this.peer.open(connectionId, more);
    await this.settled();
    const client = this.heard[index];
    if (client === undefined) {
      throw new Error('The client was not handed up.');
    }
    return client;
  }

  /** Everything that the service has said was heard, and everything that was sent to it has come. */
  async settled(): Promise<void> {
    for (const peer of this.peers) {
      await peer.echoed();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.links[Symbol.asyncDispose]();
  }
}
