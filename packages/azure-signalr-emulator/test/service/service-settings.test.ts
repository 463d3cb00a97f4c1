/** What is inferred of the service, the other way about. */

import { readFileSync } from 'node:fs';
import { MigrationLevel, ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import { resolveServiceSettings } from '../../src/service/service-settings.ts';
import { openResumable } from '../support/resumable-client.ts';
import {
  heard,
  jsonPayload,
  messagesOf,
  ServiceStage,
  type StagedClient,
} from '../support/service-stage.ts';

const OK = 1;
const NOT_FOUND = 2;
const LAST = { type: ServiceMessageType.broadcastData, payloads: jsonPayload('last') } as const;

/** Without what is sent to everybody at the end. */
async function heardBy({ client }: StagedClient): Promise<readonly string[]> {
  await client.receivedText(heard('last'));
  return messagesOf(client).slice(0, -1);
}

test('every setting stands in the rules', () => {
  const rules = readFileSync(
    new URL('../../../../docs/spec/azure-service.md', import.meta.url),
    'utf8',
  );

  const unnamed = Object.keys(resolveServiceSettings()).filter(
    (name) => !rules.includes(`\`${name}\``),
  );
  expect(unnamed).toEqual([]);
});

test.each(['maxPartBytes', 'maintenanceWaitMs'])('%s must be positive', (name) => {
  expect(() => resolveServiceSettings({ [name]: 0 })).toThrow(RangeError);
});

test('[AS-8] clients are given to any server connection that may have them', async () => {
  const drawn = [0.9, 0, 0.9, 0.9];
  await using stage = await ServiceStage.open({
    service: { serverChoice: 'random' },
    random: () => drawn.shift() ?? 0,
  });
  const one = await stage.server({ serverId: 'one' });
  const two = await stage.server({ serverId: 'two' });

  for (const server of [two, one, two, two]) {
    await stage.client(server);
  }
});

test('[AS-19] nobody may resume', async () => {
  await using stage = await ServiceStage.open({ service: { allowsStatefulReconnects: false } });
  const server = await stage.server({ terms: { allowStatefulReconnects: true } });

  const { client } = await openResumable(stage.emulator.url, server);
  client.socket.terminate();

  await server.next(ServiceMessageType.closeConnection);
});

test('[AS-22] [AS-23] [AS-25] whoever is named twice is reached twice', async () => {
  await using stage = await ServiceStage.open({ service: { deliversOncePerName: false } });
  const server = await stage.server();
  const ann = await stage.client(server, { claims: { nameid: 'ann' } });
  server.send({ type: ServiceMessageType.joinGroup, connectionId: ann.id, groupName: 'red' });

  server.send(
    {
      type: ServiceMessageType.multiConnectionData,
      connectionIds: [ann.id, ann.id],
      payloads: jsonPayload('to the connection'),
    },
    {
      type: ServiceMessageType.multiUserData,
      userIds: ['ann', 'ann'],
      payloads: jsonPayload('to the user'),
    },
    {
      type: ServiceMessageType.multiGroupBroadcastData,
      groupNames: ['red', 'red'],
      payloads: jsonPayload('to the group'),
    },
    LAST,
  );

  const twice = ['to the connection', 'to the user', 'to the group'].flatMap((text) => [
    heard(text),
    heard(text),
  ]);
  expect(await heardBy(ann)).toEqual(twice);
});

test("[AS-24] a message to a group passes over its caller's user", async () => {
  await using stage = await ServiceStage.open({ service: { excludesCallersUser: true } });
  const server = await stage.server();
  const ann = await stage.client(server, { claims: { nameid: 'ann' } });
  const nobody = await stage.client(server);
  const groupName = 'red';
  for (const { id } of [ann, nobody]) {
    server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName });
  }

  const group = { type: ServiceMessageType.groupBroadcastData, groupName } as const;
  server.send(
    { ...group, payloads: jsonPayload('from ann'), callerUserId: 'ann' },
    { ...group, payloads: jsonPayload('from nobody') },
    LAST,
  );

  expect(await heardBy(ann)).toEqual([heard('from nobody')]);
  expect(await heardBy(nobody)).toEqual([heard('from ann'), heard('from nobody')]);
});

test('[AS-40] a user is in a group by its own membership alone', async () => {
  await using stage = await ServiceStage.open({ service: { isUserInGroupByConnection: false } });
  const server = await stage.server();
  const { id } = await stage.client(server, { claims: { nameid: 'bob' } });
  server.send(
    { type: ServiceMessageType.userJoinGroup, userId: 'ann', groupName: 'red' },
    { type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' },
  );
  const isMember = async (userId: string, ackId: number): Promise<number> => {
    const check = { type: ServiceMessageType.checkUserInGroupWithAck, groupName: 'red' } as const;
    server.send({ ...check, userId, ackId });
    return (await server.next(ServiceMessageType.ack)).status;
  };

  expect(await isMember('ann', 1)).toBe(OK);
  expect(await isMember('bob', 2)).toBe(NOT_FOUND);
});

test('[AS-42] who is sent away may connect again', async () => {
  await using stage = await ServiceStage.open({ service: { canReturnWhenSentAway: true } });
  const server = await stage.server();
  const { id, client } = await stage.client(server);

  server.send({
    type: ServiceMessageType.closeConnectionWithAck,
    connectionId: id,
    reason: 'enough',
    ackId: 1,
  });

  await client.receivedText('{"type":7,"error":"enough","allowReconnect":true}\u001e');
});

test('[AS-49] a question that has nothing for the client is an error', async () => {
  await using stage = await ServiceStage.open({ service: { asksWithoutPayload: false } });
  const owner = await stage.server({ serverId: 'owning' });
  const { id } = await stage.client(owner);
  const asking = await stage.server({ serverId: 'asking' });
  const about = { invocationId: 'q', connectionId: id, callerServerId: 'asking' };

  asking.send({
    type: ServiceMessageType.clientInvocation,
    ...about,
    payloads: new Map([['for-servers', Buffer.from('which groups?')]]),
  });

  expect(await asking.next(ServiceMessageType.errorCompletion)).toEqual({
    type: ServiceMessageType.errorCompletion,
    ...about,
    error: 'The question has nothing for the client.',
  });
  await owner.settle();
  expect(owner.received).toEqual([]);
});

test('[AS-51] a client that goes to another process leaves its groups, but for its user', async () => {
  await using stage = await ServiceStage.open({ service: { keepsGroupsInMigration: false } });
  const old = await stage.server({
    serverId: 'old',
    terms: { migrationLevel: MigrationLevel.shutdownOnly },
  });
  const ann = await stage.client(old, { claims: { nameid: 'ann' } });
  old.send(
    { type: ServiceMessageType.joinGroup, connectionId: ann.id, groupName: 'own' },
    { type: ServiceMessageType.userJoinGroup, userId: 'ann', groupName: 'of the user' },
  );
  const next = await stage.server({ serverId: 'new' });

  old.send({ type: ServiceMessageType.ping, values: ['shutdown', 'fin:1'] });
  await next.next(ServiceMessageType.openConnection);
  for (const groupName of ['own', 'of the user']) {
    const payloads = jsonPayload(groupName);
    next.send({ type: ServiceMessageType.groupBroadcastData, groupName, payloads });
  }
  next.send(LAST);

  expect(await heardBy(ann)).toEqual([heard('of the user')]);
});
