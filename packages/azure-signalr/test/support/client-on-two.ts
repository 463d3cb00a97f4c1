/** Clients of a link with two server connections, between which a test's service moves them. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { ClientFixture } from './client-fixture.ts';
import type { HeardClient } from './client-fixture.ts';
import type { PeerConnection } from './service-peer.ts';

const { closeConnection, connectionData, connectionFlowControl, joinGroup, joinGroupWithAck } =
  ServiceMessageType;

/** Two server connections, over the first of which a client has come and been answered. */
export class ClientOnTwo implements AsyncDisposable {
  readonly fixture: ClientFixture;
  readonly first: PeerConnection;
  readonly second: PeerConnection;

  private constructor(fixture: ClientFixture) {
    const [first, second] = fixture.peers;
    if (first === undefined || second === undefined) {
      throw new Error('There are two server connections.');
    }
    this.fixture = fixture;
    this.first = first;
    this.second = second;
  }

  static async start(
    options: Parameters<typeof ClientFixture.start>[0] = {},
  ): Promise<ClientOnTwo> {
    return new ClientOnTwo(await ClientFixture.start({ ...options, connectionCount: 2 }));
  }

  async open(connectionId = 'c1'): Promise<HeardClient> {
    const client = await this.fixture.open(connectionId);
    client.send('{}\u001e');
    await this.fixture.settled();
    return client;
  }

  async paused(connectionId = 'c1'): Promise<void> {
    this.first.pauseClient(connectionId);
    await this.fixture.settled();
  }

  async resumed(connection: PeerConnection, connectionId = 'c1'): Promise<void> {
    connection.resumeClient(connectionId);
    await this.fixture.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fixture[Symbol.asyncDispose]();
  }
}

/** What came over a connection, but for signs of life, in short. */
export function notes({ messages }: PeerConnection): readonly string[] {
  return messages.flatMap((message) => noteOf(message) ?? []);
}

/** In short; `undefined` of what no test asks for. */
export function noteOf(message: ServiceMessage): string | undefined {
  if (message.type === connectionData) {
    return Buffer.from(message.payload).toString();
  }
  if (message.type === closeConnection) {
    return `close ${message.errorMessage ?? ''}`.trim();
  }
  if (message.type === connectionFlowControl) {
    return `control ${message.operation}`;
  }
  return message.type === joinGroup || message.type === joinGroupWithAck
    ? `join ${message.groupName}`
    : undefined;
}
