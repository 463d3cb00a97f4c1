import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { messagesOf, record, ServiceStage } from '../support/service-stage.ts';

const QUESTION = record({ type: 1, invocationId: 'q-1', target: 'ask', arguments: [] });
const ANSWER = record({ type: 3, invocationId: 'q-1', result: 42 });
const CALLER = { invocationId: 'q-1', callerServerId: 'asking' };
const ASK = {
  type: ServiceMessageType.clientInvocation,
  ...CALLER,
  payloads: new Map([['json', Buffer.from(QUESTION)]]),
} as const;

describe('a client of the server that asks', () => {
  test('[AS-45] is asked, and answers by its other data', async () => {
    await using stage = await ServiceStage.open();
    const server = await stage.server({ serverId: 'asking' });
    const { id, client } = await stage.client(server);

    server.send({ ...ASK, connectionId: id });
    await client.receivedText(QUESTION);
    client.send(ANSWER);
    expect(await server.nextData(id)).toBe(ANSWER);
    server.send({
      type: ServiceMessageType.clientCompletion,
      ...CALLER,
      connectionId: id,
      payload: Buffer.of(),
    });
    await server.settle();
    client.socket.close(1000);
    await server.next(ServiceMessageType.closeConnection);

    expect(server.received).toEqual([]);
  });
});

describe('a client of another server', () => {
  test('[AS-46] is asked once that server knows, and its answer comes back', async () => {
    await using stage = await ServiceStage.open();
    const owner = await stage.server({ serverId: 'owning' });
    const { id, client } = await stage.client(owner);
    const asking = await stage.server({ serverId: 'asking' });

    asking.send({ ...ASK, connectionId: id });
    expect(await asking.next(ServiceMessageType.serviceMapping)).toEqual({
      type: ServiceMessageType.serviceMapping,
      invocationId: 'q-1',
      connectionId: id,
      instanceId: 'emulator',
    });
    await client.receivedText(QUESTION);
    client.send(ANSWER);

    const told = await owner.next(ServiceMessageType.clientInvocation);
    expect(told).toMatchObject({ ...CALLER, connectionId: id });
    expect(await owner.nextData(id)).toBe(ANSWER);
    owner.send({
      type: ServiceMessageType.clientCompletion,
      ...CALLER,
      connectionId: id,
      protocol: 'json',
      payload: Buffer.from(ANSWER),
    });
    const completion = await asking.next(ServiceMessageType.clientCompletion);
    expect(completion).toMatchObject({ ...CALLER, connectionId: id, protocol: 'json' });
    expect(Buffer.from(completion.payload).toString()).toBe(ANSWER);
  });

  test('[AS-46] and the error that its server answers comes back', async () => {
    await using stage = await ServiceStage.open();
    const owner = await stage.server({ serverId: 'owning' });
    const { id } = await stage.client(owner);
    const asking = await stage.server({ serverId: 'asking' });

    asking.send({ ...ASK, connectionId: id });
    await owner.next(ServiceMessageType.clientInvocation);
    const failure = {
      type: ServiceMessageType.errorCompletion,
      ...CALLER,
      connectionId: id,
      error: 'no',
    } as const;
    owner.send(failure);

    expect(await asking.next(ServiceMessageType.errorCompletion)).toEqual(failure);
  });

  test('[AS-46] another connection of the asking server gets it where the first has gone', async () => {
    await using stage = await ServiceStage.open();
    const owner = await stage.server({ serverId: 'owning' });
    const { id } = await stage.client(owner);
    const asking = await stage.server({ serverId: 'asking' });
    const second = await stage.server({ serverId: 'asking' });

    asking.send({ ...ASK, connectionId: id });
    await owner.next(ServiceMessageType.clientInvocation);
    asking.socket.close(1000);
    await asking.closed();
    await owner.settle();
    owner.send({
      type: ServiceMessageType.clientCompletion,
      ...CALLER,
      connectionId: id,
      payload: Buffer.from(ANSWER),
    });

    const completion = await second.next(ServiceMessageType.clientCompletion);
    expect(completion.invocationId).toBe('q-1');
  });

  test('[AS-49] is told to its server even where the question has nothing for it', async () => {
    await using stage = await ServiceStage.open();
    const owner = await stage.server({ serverId: 'owning' });
    const { id, client } = await stage.client(owner);
    const asking = await stage.server({ serverId: 'asking' });
    const payloads = new Map([['for-servers', Buffer.from('which groups?')]]);

    asking.send({ ...ASK, connectionId: id, payloads });

    const told = await owner.next(ServiceMessageType.clientInvocation);
    expect(Buffer.from(told.payloads.get('for-servers') ?? []).toString()).toBe('which groups?');
    owner.send({
      type: ServiceMessageType.clientCompletion,
      ...CALLER,
      connectionId: id,
      payload: Buffer.from('these'),
    });
    const { payload } = await asking.next(ServiceMessageType.clientCompletion);
    expect(Buffer.from(payload).toString()).toBe('these');
    expect(messagesOf(client)).toEqual([]);
    expect(stage.logger.texts('warn')).toEqual([]);
  });
});

describe('without an answer', () => {
  test('[AS-47] a client that is not there is an error', async () => {
    await using stage = await ServiceStage.open();
    const asking = await stage.server({ serverId: 'asking' });

    asking.send({ ...ASK, connectionId: 'nobody' });

    expect(await asking.next(ServiceMessageType.errorCompletion)).toEqual({
      type: ServiceMessageType.errorCompletion,
      ...CALLER,
      connectionId: 'nobody',
      error: 'The client is not connected.',
    });
  });

  test.each(['asking', 'owning'])(
    '[AS-47] a client of the server %s that leaves is an error',
    async (serverId) => {
      await using stage = await ServiceStage.open();
      const owner = await stage.server({ serverId });
      const { id, client } = await stage.client(owner);
      const asking = await stage.server({ serverId: 'asking' });
      asking.send({ ...ASK, connectionId: id });
      await client.receivedText(QUESTION);

      client.socket.terminate();

      const { error } = await asking.next(ServiceMessageType.errorCompletion);
      expect(error).toBe('The client has disconnected before it answered.');
    },
  );

  test('[AS-48] a question is given up after 10 minutes', async () => {
    await using stage = await ServiceStage.open({ service: { serverTimeoutMs: 3_600_000 } });
    const asking = await stage.server({ serverId: 'asking' });
    const { id, client } = await stage.client(asking);
    asking.send({ ...ASK, connectionId: id });
    await client.receivedText(QUESTION);

    stage.clock.advance(599_999);
    await asking.settle();
    expect(asking.received).toEqual([]);
    stage.clock.advance(1);

    const { error } = await asking.next(ServiceMessageType.errorCompletion);
    expect(error).toBe('The client did not answer in time.');
  });
});
