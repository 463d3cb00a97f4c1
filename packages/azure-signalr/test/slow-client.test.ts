/** A client that does not read, behind the service. Rules: docs/spec/azure-signalr.md, AZ-164. */

import { expect, test } from 'vitest';
import { Gate } from '../../signalr-server/test/support/gate.ts';
import { RawClient } from '../../signalr-server/test/support/raw-client.ts';
import { createRoomHub } from '../../signalr-server/test/support/room-hub.ts';
import { startBehindService } from './support/start-behind-service.ts';

const TEXTS = 100_000;

test('[AZ-164] a stream does not wait for its client, which the service ends when it lags', async () => {
  const { hub, notes } = createRoomHub();
  const gate = new Gate();
  const onDisconnected: typeof hub.onDisconnected = async (call, error) => {
    await hub.onDisconnected?.(call, error);
    gate.open();
  };
  await using server = await startBehindService({ ...hub, onDisconnected });
  const client = await RawClient.open(await addressAtService(server.url));
  client.send('{"protocol":"json","version":1}\u001e');
  await client.receivedText('{}\u001e');

  client.send(
    `{"type":4,"invocationId":"1","target":"bulk","arguments":[${TEXTS}]}\u001e{"type":6}\u001e`,
  );
  client.socket.pause();
  await gate.opened;

  expect(notes.disconnected).toEqual(['The client went away without ending the connection.']);
  expect(notes.produced).toBeLessThan(TEXTS);
  client.socket.terminate();
});

interface Negotiation {
  readonly url: string;
  readonly accessToken: string;
  readonly connectionToken: string;
}

async function addressAtService(hubUrl: string): Promise<string> {
  const { url, accessToken } = await negotiate(`${hubUrl}/negotiate?negotiateVersion=1`);
  const { connectionToken } = await negotiate(url.replace('/client/', '/client/negotiate'), {
    Authorization: `Bearer ${accessToken}`,
  });
  return `${url}&id=${connectionToken}&access_token=${accessToken}`;
}

async function negotiate(url: string, headers: Record<string, string> = {}): Promise<Negotiation> {
  const response = await fetch(url, { method: 'POST', headers });
  return (await response.json()) as Negotiation;
}
