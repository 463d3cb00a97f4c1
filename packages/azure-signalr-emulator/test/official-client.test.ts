import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import {
  COMBINATIONS,
  buildConnection,
} from '../../signalr-server/test/support/official-client.ts';
import { startEmulator } from '../src/index.ts';
import { bearerToken } from './support/emulator-tokens.ts';
import { ScriptedServer } from './support/scripted-server.ts';

test.each(COMBINATIONS)('official client, $name', async (combination) => {
  await using emulator = await startEmulator({ port: 0 });
  await using server = await ScriptedServer.connect(emulator.url);
  const connection = buildConnection(`${emulator.url}/client/?hub=chat`, combination, {
    accessTokenFactory: () => bearerToken('client', 'chat', { nameid: 'ann' }),
  }).build();
  const heard = new Promise((resolve) => connection.on('heard', resolve));
  const started = connection.start();
  const id = await server.acceptClient();
  await started;
  server.send({
    type: ServiceMessageType.joinGroupWithAck,
    connectionId: id,
    groupName: 'g',
    ackId: 1,
  });
  expect(await server.next(ServiceMessageType.ack)).toMatchObject({ ackId: 1, status: 1 });
  const protocol = combination.createProtocol();
  const bytes = protocol.writeMessage({ type: 1, target: 'heard', arguments: ['hello'] } as never);
  server.send({
    type: ServiceMessageType.groupBroadcastData,
    groupName: 'g',
    payloads: new Map([
      [protocol.name, typeof bytes === 'string' ? Buffer.from(bytes) : new Uint8Array(bytes)],
    ]),
  });
  expect(await heard).toBe('hello');
  await connection.stop();
  expect(await server.next(ServiceMessageType.closeConnection)).toMatchObject({ connectionId: id });
});
