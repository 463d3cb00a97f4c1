/** What servers and clients meet once the Free tier's messages of the day have been sent. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import { EPOCH_MS, ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { startEmulator } from '../../src/start-emulator.ts';
import { clientUrl, openClient } from '../support/scripted-client.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const MESSAGES_OF_A_DAY = 20_000;
const DAY_MS = 86_400_000;
const HANDSHAKE = '{"protocol":"json","version":1}\u001e';
const MESSAGE = Buffer.from('{"type":1,"target":"said","arguments":[]}\u001e');

test('[AS-96] new server connections are refused in their handshake, and clients with 429, until the next day', async () => {
  const clock = new ManualClock();
  await using emulator = await startEmulator({ port: 0, tier: 'free', clock });
  await using server = await ScriptedServer.connect(emulator.url);
  const client = await openClient(emulator.url);
  client.send(HANDSHAKE);
  const connectionId = await server.acceptClient();
  const data = server.encode({
    type: ServiceMessageType.connectionData,
    connectionId,
    payload: MESSAGE,
  });
  server.sendBytes(Buffer.concat(Array.from({ length: MESSAGES_OF_A_DAY + 1 }, () => data)));
  const { errorMessage } = await server.next(ServiceMessageType.serviceError);
  const negotiate = () =>
    fetch(clientUrl(emulator.url).replace('/client/', '/client/negotiate'), { method: 'POST' });

  expect(errorMessage).toBe('Maximum message count limit reached: 20000');
  expect(emulator.billing().messages).toBe(MESSAGES_OF_A_DAY);
  await expect(ScriptedServer.connect(emulator.url)).rejects.toThrow(errorMessage);
  const refused = await negotiate();
  expect([refused.status, await refused.text()]).toEqual([
    429,
    'Message count reaches limit. Maximum message count limit reached: 20000',
  ]);

  clock.advance(EPOCH_MS + DAY_MS - clock.epochMs());
  await using next = await ScriptedServer.connect(emulator.url);
  expect(next.received).toEqual([]);
  client.socket.close();
  await client.closed();
});
