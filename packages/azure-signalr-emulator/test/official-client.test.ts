/** Official clients, and a hub whose every answer is written by hand. */

import type { HubMessage, IHubProtocol } from '@microsoft/signalr';
import { MessageType } from '@microsoft/signalr';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import {
  buildConnection,
  type Combination,
  COMBINATIONS,
} from '../../signalr-server/test/support/official-client.ts';
import { bearerToken } from './support/emulator-tokens.ts';
import { ServiceStage } from './support/service-stage.ts';

function encoded(protocol: IHubProtocol, message: object): Uint8Array {
  const written = protocol.writeMessage(message as HubMessage);
  return typeof written === 'string' ? Buffer.from(written) : new Uint8Array(written);
}

function clientOf(
  { emulator }: ServiceStage,
  combination: Combination,
): ReturnType<typeof buildConnection> {
  return buildConnection(`${emulator.url}/client/?hub=chat`, combination, {
    accessTokenFactory: () => bearerToken('client', 'chat', { nameid: 'ann' }),
  });
}

test.each(COMBINATIONS)('[AS-17] calls and hears over $name', async (combination) => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const protocol = combination.createProtocol();
  const connection = clientOf(stage, combination).build();
  const heard = new Promise((resolve) => {
    connection.on('heard', resolve);
  });
  const started = connection.start();
  const connectionId = await server.acceptClient();
  await started;

  server.send({ type: ServiceMessageType.joinGroup, connectionId, groupName: 'red' });
  server.send({
    type: ServiceMessageType.groupBroadcastData,
    groupName: 'red',
    payloads: new Map([
      [protocol.name, encoded(protocol, { type: 1, target: 'heard', arguments: ['hello'] })],
    ]),
  });
  expect(await heard).toBe('hello');

  const sum = connection.invoke('sum', 2, 3);
  await server.nextData(connectionId);
  const payload = encoded(protocol, { type: MessageType.Completion, invocationId: '0', result: 5 });
  const middle = Math.floor(payload.length / 2);
  for (const part of [payload.subarray(0, middle), payload.subarray(middle)]) {
    server.send({ type: ServiceMessageType.connectionData, connectionId, payload: part });
  }
  expect(await sum).toBe(5);

  await connection.stop();
  const closed = await server.next(ServiceMessageType.closeConnection);
  expect(closed.connectionId).toBe(connectionId);
});

test.each(COMBINATIONS)(
  '[AS-4] connects again over $name when its server is lost',
  async (combination) => {
    await using stage = await ServiceStage.open();
    const lost = await stage.server({ serverId: 'lost' });
    const connection = clientOf(stage, combination).withAutomaticReconnect([0, 0, 0]).build();
    const reconnected = new Promise((resolve) => {
      connection.onreconnected(resolve);
    });
    const started = connection.start();
    await lost.acceptClient();
    await started;
    const other = await stage.server({ serverId: 'other' });

    lost.socket.terminate();
    await other.acceptClient();

    await reconnected;
    await connection.stop();
  },
);

test('[AS-42] stays away when it is sent away', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const [webSockets] = COMBINATIONS;
  if (webSockets === undefined) {
    throw new Error('There is no transport.');
  }
  const connection = clientOf(stage, webSockets).withAutomaticReconnect([0]).build();
  const closed = new Promise<Error | undefined>((resolve) => {
    connection.onclose(resolve);
  });
  const started = connection.start();
  const connectionId = await server.acceptClient();
  await started;

  server.send({
    type: ServiceMessageType.closeConnectionWithAck,
    connectionId,
    reason: 'enough',
    ackId: 1,
  });

  expect((await closed)?.message).toContain('enough');
});
