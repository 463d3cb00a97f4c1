/** In which order clients get what servers send, and whose the pings are. Rules: docs/spec/azure-service.md. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import { heard, jsonPayload, messagesOf, record, ServiceStage } from '../support/service-stage.ts';

const ROUNDS = 50;
const MINUTE_MS = 60_000;

test('[AS-98] what one server connection sends to a client in all ways arrives in the order of sending', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const { id, client } = await stage.client(server, { claims: { 'asrs.s.uid': 'ann' } });
  server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
  const ways: readonly ((text: string) => ServiceMessage)[] = [
    (text) => ({
      type: ServiceMessageType.connectionData,
      connectionId: id,
      payload: Buffer.from(heard(text)),
    }),
    (text) => ({
      type: ServiceMessageType.groupBroadcastData,
      groupName: 'red',
      payloads: jsonPayload(text),
    }),
    (text) => ({ type: ServiceMessageType.userData, userId: 'ann', payloads: jsonPayload(text) }),
    (text) => ({ type: ServiceMessageType.broadcastData, payloads: jsonPayload(text) }),
    (text) => ({
      type: ServiceMessageType.multiConnectionData,
      connectionIds: [id],
      payloads: jsonPayload(text),
    }),
  ];
  const texts = Array.from({ length: ROUNDS * ways.length }, (_, index) => `number ${index};`);

  for (const [index, text] of texts.entries()) {
    server.send(ways[index % ways.length]?.(text) ?? { type: ServiceMessageType.ping, values: [] });
  }
  await client.receivedText(texts.at(-1) ?? '');

  expect(messagesOf(client)).toEqual(texts.map(heard));
});

test("[AS-99] a ping of a client is its server's to answer, and none comes from the service", async () => {
  await using stage = await ServiceStage.open({ service: { serverTimeoutMs: 10 * MINUTE_MS } });
  const server = await stage.server();
  const { id, client } = await stage.client(server);
  const ping = record({ type: 6 });

  client.send(ping);
  expect(await server.nextData(id)).toBe(ping);
  stage.clock.advance(MINUTE_MS);
  server.sendText(id, heard('the last'));
  await client.receivedText(heard('the last'));

  expect(messagesOf(client)).toEqual([heard('the last')]);
});
