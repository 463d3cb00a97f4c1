import {
  type AckableMessage,
  decodeGroupMemberPage,
  type GroupMemberPage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import type { ScriptedServer } from '../support/scripted-server.ts';
import {
  heard,
  jsonPayload,
  messagesOf,
  record,
  ServiceStage,
  type StagedClient,
} from '../support/service-stage.ts';

type Question = AckableMessage extends infer Each
  ? Each extends AckableMessage
    ? Omit<Each, 'ackId'>
    : never
  : never;

const OK = 1;
const NOT_FOUND = 2;
let lastAckId = 0;

async function ask(server: ScriptedServer, question: Question): Promise<number> {
  return (await askForAck(server, question)).status;
}

async function askForAck(
  server: ScriptedServer,
  question: Question,
): Promise<{ readonly status: number; readonly payload?: Uint8Array }> {
  lastAckId += 1;
  const ackId = lastAckId;
  server.send({ ...question, ackId } as AckableMessage);
  return server.next(ServiceMessageType.ack, (ack) => ack.ackId === ackId);
}

/** Which of the clients a message to the group reaches. */
async function membersOf(
  server: ScriptedServer,
  groupName: string,
  clients: readonly StagedClient[],
): Promise<readonly number[]> {
  for (const { client } of clients) {
    client.received.length = 0;
  }
  server.send({
    type: ServiceMessageType.groupBroadcastData,
    groupName,
    payloads: jsonPayload('group'),
  });
  server.send({ type: ServiceMessageType.broadcastData, payloads: jsonPayload('all') });
  for (const { client } of clients) {
    await client.receivedText(heard('all'));
  }
  return clients.flatMap(({ client }, index) =>
    messagesOf(client).includes(heard('group')) ? [index] : [],
  );
}

describe('groups', () => {
  test('[AS-35] are joined and left by exact names, on the word of any server', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server({ serverId: 'one' });
    const clients = [await stage.client(server), await stage.client(server)];
    const other = await stage.server({ serverId: 'two' });
    const [first, second] = clients.map(({ id }) => id);

    for (const connectionId of [first ?? '', second ?? '']) {
      other.send({ type: ServiceMessageType.joinGroup, connectionId, groupName: 'red' });
      other.send({ type: ServiceMessageType.joinGroup, connectionId, groupName: 'blue' });
    }
    other.send({ type: ServiceMessageType.leaveGroup, connectionId: first ?? '' });
    other.send({
      type: ServiceMessageType.leaveGroup,
      connectionId: second ?? '',
      groupName: 'red',
    });
    await other.settle();

    expect(await membersOf(server, 'red', clients)).toEqual([]);
    expect(await membersOf(server, 'blue', clients)).toEqual([1]);
    expect(await membersOf(server, 'Blue', clients)).toEqual([]);
  });

  test('[AS-35] end with the connection', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id, client } = await stage.client(server);
    await ask(server, {
      type: ServiceMessageType.joinGroupWithAck,
      connectionId: id,
      groupName: 'red',
    });

    client.socket.close(1000);
    await server.next(ServiceMessageType.closeConnection);

    const question = {
      type: ServiceMessageType.checkGroupExistenceWithAck,
      groupName: 'red',
    } as const;
    expect(await ask(server, question)).toBe(NOT_FOUND);
  });

  test('[AS-36] are acknowledged on the connection that asks, with whether the client is there', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const clients = [await stage.client(server)];
    const [{ id } = { id: '' }] = clients;
    const asking = await stage.server();
    const join = { type: ServiceMessageType.joinGroupWithAck, groupName: 'red' } as const;
    const leave = { type: ServiceMessageType.leaveGroupWithAck } as const;

    expect(await ask(asking, { ...join, connectionId: id })).toBe(OK);
    expect(await membersOf(asking, 'red', clients)).toEqual([0]);
    expect(await ask(asking, { ...leave, connectionId: id, groupName: 'red' })).toBe(OK);
    expect(await ask(asking, { ...join, connectionId: id })).toBe(OK);
    expect(await ask(asking, { ...leave, connectionId: id })).toBe(OK);
    expect(await membersOf(asking, 'red', clients)).toEqual([]);
    expect(await ask(asking, { ...join, connectionId: 'nobody' })).toBe(NOT_FOUND);
    expect(await ask(asking, { ...leave, connectionId: 'nobody' })).toBe(NOT_FOUND);
    expect(server.received).toEqual([]);
  });

  test('[AS-37] reach whoever has joined from any server, once that was acknowledged', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server({ serverId: 'one' });
    const clients = [await stage.client(server)];
    const [{ id } = { id: '' }] = clients;
    const other = await stage.server({ serverId: 'two' });

    await ask(server, {
      type: ServiceMessageType.joinGroupWithAck,
      connectionId: id,
      groupName: 'red',
    });

    expect(await membersOf(other, 'red', clients)).toEqual([0]);
  });
});

describe('groups of users', () => {
  const ANN = { claims: { nameid: 'ann' } };
  const USER = { userId: 'ann', groupName: 'red' };

  test.each([
    { name: 'plain', type: ServiceMessageType.userJoinGroup } as const,
    { name: 'acknowledged', type: ServiceMessageType.userJoinGroupWithAck, ackId: 1 } as const,
  ])('[AS-38] without a time are those of all connections, $name', async ({ name, ...join }) => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const clients = [await stage.client(server, ANN), await stage.client(server)];

    server.send({ ...join, ...USER });
    await server.settle();
    clients.push(await stage.client(server, ANN));
    stage.clock.advance(20_000);

    expect(await membersOf(server, 'red', clients)).toEqual([0, 2]);
    expect(server.received.map(({ type }) => type)).toEqual(
      name === 'plain' ? [] : [ServiceMessageType.ack],
    );
  });

  test('[AS-38] end with their time', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const join = {
      type: ServiceMessageType.userJoinGroupWithAck,
      ...USER,
      ttlSeconds: 10,
    } as const;

    expect(await ask(server, join)).toBe(OK);
    const clients = [await stage.client(server, ANN)];
    stage.clock.advance(9_000);
    expect(await membersOf(server, 'red', clients)).toEqual([0]);
    stage.clock.advance(1_000);
    clients.push(await stage.client(server, ANN));

    expect(await membersOf(server, 'red', clients)).toEqual([]);
  });

  test('[AS-38] with a time of 0 are those of the connections that are there', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const clients = [await stage.client(server, ANN)];

    server.send({ type: ServiceMessageType.userJoinGroup, ...USER, ttlSeconds: 0 });
    await server.settle();
    clients.push(await stage.client(server, ANN));

    expect(await membersOf(server, 'red', clients)).toEqual([0]);
  });

  test('[AS-39] are left, one or all, by the connections that are there and that come', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const clients = [await stage.client(server, ANN)];
    for (const groupName of ['red', 'blue', 'green']) {
      server.send({ type: ServiceMessageType.userJoinGroup, userId: 'ann', groupName });
    }

    const leave = { type: ServiceMessageType.userLeaveGroupWithAck, userId: 'ann' } as const;
    expect(await ask(server, { ...leave, groupName: 'red' })).toBe(OK);
    clients.push(await stage.client(server, ANN));
    expect(await membersOf(server, 'red', clients)).toEqual([]);
    expect(await membersOf(server, 'blue', clients)).toEqual([0, 1]);

    server.send({ type: ServiceMessageType.userLeaveGroup, userId: 'ann' });
    await server.settle();
    clients.push(await stage.client(server, ANN));
    expect(await membersOf(server, 'blue', clients)).toEqual([]);
    expect(await membersOf(server, 'green', clients)).toEqual([]);
  });

  test('[AS-40] have the user who is away, and the one who has a connection in them', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const { id } = await stage.client(server, { claims: { nameid: 'bob' } });
    server.send({ type: ServiceMessageType.userJoinGroup, ...USER });
    server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
    const check = { type: ServiceMessageType.checkUserInGroupWithAck, groupName: 'red' } as const;

    expect(await ask(server, { ...check, userId: 'ann' })).toBe(OK);
    expect(await ask(server, { ...check, userId: 'bob' })).toBe(OK);
    expect(await ask(server, { ...check, userId: 'cyd' })).toBe(NOT_FOUND);
    expect(await ask(server, { ...check, userId: 'ann', groupName: 'blue' })).toBe(NOT_FOUND);
  });
});

test('[AS-41] groups, connections and users exist while somebody is there', async () => {
  await using stage = await ServiceStage.open();
  const server = await stage.server();
  const { id, client } = await stage.client(server, { claims: { nameid: 'ann' } });
  server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
  const statuses = async (): Promise<readonly number[]> => [
    await ask(server, { type: ServiceMessageType.checkGroupExistenceWithAck, groupName: 'red' }),
    await ask(server, {
      type: ServiceMessageType.checkConnectionExistenceWithAck,
      connectionId: id,
    }),
    await ask(server, { type: ServiceMessageType.checkUserExistenceWithAck, userId: 'ann' }),
  ];

  expect(await statuses()).toEqual([OK, OK, OK]);
  client.socket.close(1000);
  await server.next(ServiceMessageType.closeConnection);
  expect(await statuses()).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND]);
});

describe('sending away', () => {
  const CLOSED = record({ type: 7, error: 'enough' });

  test('[AS-42] one client, which learns why, as does its server', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server({ serverId: 'one' });
    const { id, client } = await stage.client(server);
    const other = await stage.server({ serverId: 'two' });
    const close = { type: ServiceMessageType.closeConnectionWithAck, reason: 'enough' } as const;

    expect(await ask(other, { ...close, connectionId: id })).toBe(OK);

    expect(await client.closed()).toBe(1000);
    expect(messagesOf(client)).toEqual([CLOSED]);
    expect(await server.next(ServiceMessageType.closeConnection)).toMatchObject({
      connectionId: id,
      errorMessage: 'enough',
    });
    expect(await ask(other, { ...close, connectionId: id })).toBe(NOT_FOUND);
  });

  test.each([
    { whom: 'all', message: { type: ServiceMessageType.closeConnectionsWithAck } as const },
    {
      whom: 'those of a user',
      message: { type: ServiceMessageType.closeUserConnectionsWithAck, userId: 'ann' } as const,
    },
    {
      whom: 'those of a group',
      message: { type: ServiceMessageType.closeGroupConnectionsWithAck, groupName: 'red' } as const,
    },
  ])('[AS-42] $whom but those excluded', async ({ message }) => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    const claims = { nameid: 'ann' };
    const gone = await stage.client(server, { claims });
    const kept = await stage.client(server, { claims });
    for (const { id } of [gone, kept]) {
      server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
    }

    const excludedConnectionIds = [kept.id];
    expect(await ask(server, { ...message, reason: 'enough', excludedConnectionIds })).toBe(OK);

    expect(await gone.client.closed()).toBe(1000);
    expect(messagesOf(gone.client)).toEqual([CLOSED]);
    expect(await membersOf(server, 'red', [kept])).toEqual([0]);
  });

  test('[AS-42] nobody is done, too', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();

    const close = { type: ServiceMessageType.closeUserConnectionsWithAck, userId: 'ann' } as const;
    expect(await ask(server, close)).toBe(OK);
  });
});

describe('members of a group', () => {
  async function page(
    server: ScriptedServer,
    query: { readonly top?: number; readonly continuationToken?: string },
  ): Promise<GroupMemberPage> {
    const { status, payload } = await askForAck(server, {
      type: ServiceMessageType.groupMemberQuery,
      groupName: 'red',
      ...query,
    });
    expect(status).toBe(OK);
    return decodeGroupMemberPage(payload ?? Buffer.of());
  }

  test('[AS-44] are told in pages, by id, with their users', async () => {
    const ids = ['c', 'a', 'b'];
    await using stage = await ServiceStage.open({
      service: { groupPageSize: 2 },
      createConnectionId: () => ids.shift() ?? '',
    });
    const server = await stage.server();
    for (const claims of [{ nameid: 'cyd' }, { nameid: 'ann' }, {}]) {
      const { id } = await stage.client(server, { claims });
      server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
    }

    const first = await page(server, {});
    expect(first).toEqual({
      members: [{ connectionId: 'a', userId: 'ann' }, { connectionId: 'b' }],
      continuationToken: 'b',
    });
    expect(await page(server, { continuationToken: first.continuationToken ?? '' })).toEqual({
      members: [{ connectionId: 'c', userId: 'cyd' }],
    });
  });

  test('[AS-44] are no more than are asked for', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();
    for (let count = 0; count < 3; count += 1) {
      const { id } = await stage.client(server);
      server.send({ type: ServiceMessageType.joinGroup, connectionId: id, groupName: 'red' });
    }

    const { members, continuationToken } = await page(server, { top: 2 });
    expect(members).toHaveLength(2);
    expect(continuationToken).toBeUndefined();
  });

  test('[AS-44] may be nobody', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server();

    expect(await page(server, {})).toEqual({ members: [] });
  });
});
