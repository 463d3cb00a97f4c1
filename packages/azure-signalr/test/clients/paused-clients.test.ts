/** Clients that the service has paused. Rules: docs/spec/azure-signalr.md, AZ-165 and AZ-166. */

import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import { TransportError } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { joinGroup } from '../support/link-fixture.ts';
import { ClientOnTwo, notes } from '../support/client-on-two.ts';

const { closeConnection, connectionFlowControl } = ServiceMessageType;
const PAUSED = {
  type: connectionFlowControl,
  connectionId: 'c1',
  connectionType: FlowControlConnectionType.client,
  operation: FlowControlOperation.pauseAck,
};
const OF_CLIENT = { of: 'client', connectionId: 'c1' } as const;
const TEN_SECONDS_MS = 10_000;

describe('a client that is paused', () => {
  test('[AZ-165] is sent nothing more, which is acknowledged behind what it was sent', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    client.send('before');
    scene.first.pauseClient('c1');
    client.send('at once');
    await scene.fixture.settled();
    client.send('after');
    await scene.fixture.settled();

    expect(notes(scene.first)).toEqual(['{}\u001e', 'before', 'at once', 'control 2']);
    expect(scene.first.all(connectionFlowControl)).toEqual([PAUSED]);
    expect(notes(scene.second)).toEqual([]);
  });

  test('[AZ-165] is acknowledged once, until it was resumed', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    await scene.paused();
    client.send('one ');
    await scene.resumed(scene.first);
    client.send('two');
    await scene.paused();

    expect(notes(scene.first)).toEqual(['{}\u001e', 'control 2', 'one ', 'two', 'control 2']);
  });

  test('[AZ-165] is alone with that', async () => {
    await using scene = await ClientOnTwo.start();
    const [, other] = [await scene.open('c1'), await scene.open('c2')];
    await scene.paused();
    other.send('other');
    scene.fixture.links.link.send(joinGroup('outside'), { of: 'server' });
    await scene.fixture.settled();

    expect(scene.first.textFor('c2')).toBe('{}\u001eother');
    expect([...notes(scene.first), ...notes(scene.second)]).toContain('join outside');
  });

  test('[AZ-166] keeps what it is sent as its own buffer', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    const { drained } = client;
    client.send('x'.repeat(1_000));
    await scene.fixture.settled();

    expect(client.connection.bufferedBytes).toBe(1_000);
    expect(client.connection.lagsBehind(999)).toBe(true);
    expect(client.drained).toBe(drained);
    await scene.resumed(scene.second);
    expect(client.connection.bufferedBytes).toBe(0);
    expect(client.drained).toBeGreaterThan(drained);
  });

  test('[AZ-166] [AZ-84] ends as too slow beyond its bound, behind what has waited', async () => {
    await using scene = await ClientOnTwo.start({ maxBufferedBytes: 10_000 });
    const client = await scene.open();
    client.connection.useFarewell(Buffer.from('bye'));
    await scene.paused();
    for (let index = 0; client.closed === undefined; index += 1) {
      client.send('x'.repeat(1_000));
      await scene.fixture.settled();
    }
    expect(client.closed.error).toEqual(new TransportError('slow-consumer'));
    expect(notes(scene.first).at(-1)).toBe('control 2');
    await scene.resumed(scene.second);

    const { message } = new TransportError('slow-consumer');
    expect(scene.second.textFor('c1')).toBe(`${'x'.repeat(11_000)}bye`);
    expect(notes(scene.second).at(-1)).toBe(`close ${message}`);
    expect(notes(scene.first).at(-1)).toBe('control 2');
  });

  test('[AZ-166] [AZ-49] shares with others of its connection what may wait', async () => {
    await using scene = await ClientOnTwo.start({ maxBufferedBytes: 10_000_000 });
    const clients = [await scene.open('c1'), await scene.open('c2')];
    await scene.paused('c1');
    await scene.paused('c2');
    for (const client of clients) {
      client.send('x'.repeat(40_000));
    }
    await scene.fixture.settled();
    const { link } = scene.fixture.links;

    expect(clients.map(({ closed }) => closed?.error)).toEqual([
      undefined,
      new TransportError('slow-consumer'),
    ]);
    const wide = joinGroup('g'.repeat(30_000));
    expect(() => link.send(wide, OF_CLIENT)).toThrow(/clients that the service has paused/);
    await scene.resumed(scene.second, 'c1');
    link.send(wide, OF_CLIENT);
    await scene.fixture.settled();
    expect(scene.second.textFor('c1')).toHaveLength(40_000);
  });

  test('[AZ-166] keeps what its calls send and ask in their order', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    const { link } = scene.fixture.links;
    await scene.paused();
    client.send('one');
    link.send(joinGroup('sent'), OF_CLIENT);
    const { joinGroupWithAck: type } = ServiceMessageType;
    const asked = link.ask(
      (ackId) => ({ type, connectionId: 'c1', groupName: 'asked', ackId }),
      OF_CLIENT,
    );
    client.send('two');
    await scene.fixture.settled();
    expect(notes(scene.first).at(-1)).toBe('control 2');
    await scene.resumed(scene.second);
    expect(notes(scene.second)).toEqual(['one', 'join sent', 'join asked', 'two']);
    const [{ ackId } = { ackId: 0 }] = scene.second.all(type);
    scene.second.send({ type: ServiceMessageType.ack, ackId, status: 1 });

    expect(await asked).toMatchObject({ ackId, status: 1 });
  });

  test('[AZ-166] [AZ-74] asks in vain where the connection ends that it has moved to', async () => {
    await using scene = await ClientOnTwo.start();
    await scene.open();
    const { joinGroupWithAck: type } = ServiceMessageType;
    await scene.paused();
    const asked = scene.fixture.links.link.ask(
      (ackId) => ({ type, connectionId: 'c1', groupName: 'asked', ackId }),
      OF_CLIENT,
    );
    const failure = expect(asked).rejects.toMatchObject({ code: 'service-unavailable' });
    await scene.resumed(scene.second);
    scene.second.cut();

    await failure;
  });

  test('[AZ-74] asks in vain where the connection ends that it has asked over and left', async () => {
    await using scene = await ClientOnTwo.start();
    await scene.open();
    const { joinGroupWithAck: type } = ServiceMessageType;
    const asked = scene.fixture.links.link.ask(
      (ackId) => ({ type, connectionId: 'c1', groupName: 'asked', ackId }),
      OF_CLIENT,
    );
    const failure = expect(asked).rejects.toMatchObject({ code: 'service-unavailable' });
    await scene.paused();
    await scene.resumed(scene.second);
    scene.first.cut();

    await failure;
  });

  test('[AZ-166] is ended by its hub behind what waits, when it is resumed', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.send('last');
    client.connection.close();
    client.send('late');
    await scene.fixture.settled();
    expect(client.closed).toEqual({ error: undefined });
    expect(scene.fixture.clients.clientCount).toBe(0);
    expect(scene.fixture.links.link.carries('c1')).toBe(false);
    scene.first.data('c1', 'unheard');
    await scene.resumed(scene.second);
    await scene.resumed(scene.first);
    scene.fixture.links.clock.advance(TEN_SECONDS_MS);
    await scene.fixture.settled();

    expect(notes(scene.second)).toEqual(['last', 'close']);
    expect(notes(scene.first)).toEqual(['{}\u001e', 'control 2']);
    expect(client.said).toBe('');
  });

  test('[AZ-166] is ended by its hub after 10 seconds without being resumed', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.send('last');
    client.connection.abort(new TransportError('slow-consumer'));
    scene.fixture.links.clock.advance(TEN_SECONDS_MS - 1);
    await scene.fixture.settled();
    expect(notes(scene.first).at(-1)).toBe('control 2');
    scene.fixture.links.clock.advance(1);
    await scene.fixture.settled();
    await scene.resumed(scene.second);
    await scene.paused();

    const { message } = new TransportError('slow-consumer');
    expect(notes(scene.first).slice(1)).toEqual(['control 2', 'last', `close ${message}`]);
    expect(notes(scene.second)).toEqual([]);
  });

  test('[AZ-166] is forgotten when its connection ends before its own end was told', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.connection.close();
    scene.first.cut();
    await scene.fixture.links.until(() => !scene.fixture.links.clock.hasTimer(TEN_SECONDS_MS));
    scene.second.resumeClient('c1');
    scene.fixture.links.clock.advance(TEN_SECONDS_MS);
    await scene.second.echoed();

    expect(notes(scene.second)).toEqual([]);
  });

  test('[AZ-166] [AZ-66] is lost with its connection', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.send('lost');
    scene.first.cut();
    await scene.fixture.links.until(() => client.closed !== undefined);
    scene.second.resumeClient('c1');
    await scene.second.echoed();

    expect(client.closed?.error).toEqual(new TransportError('connection-lost'));
    expect(notes(scene.second)).toEqual([]);
  });

  test.each([
    ['', new Map<string, string[]>(), []],
    [' to go on at another server', new Map([['asrs-migrate-to', ['server-2']]]), ['migrated c1']],
  ])('[AZ-166] is ended by the service%s, and the rest dropped', async (_why, headers, told) => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.send('dropped');
    scene.fixture.links.link.send(joinGroup('of a call'), OF_CLIENT);
    scene.first.send({ type: closeConnection, connectionId: 'c1', headers });
    await scene.fixture.settled();
    await scene.resumed(scene.second);

    expect(client.closed).toEqual({ error: undefined });
    expect(scene.fixture.links.router.notes).toEqual(told);
    expect(notes(scene.first)).toEqual(['{}\u001e', 'control 2', 'join of a call']);
    expect(notes(scene.second)).toEqual([]);
  });

  test('[AZ-166] is ended by the service after its hub has done so', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.connection.close();
    const headers = new Map([['asrs-migrate-to', ['server-2']]]);
    scene.first.send({ type: closeConnection, connectionId: 'c1', headers });
    await scene.fixture.settled();

    expect(scene.fixture.links.clock.hasTimer(TEN_SECONDS_MS)).toBe(false);
    expect(scene.fixture.links.router.notes).toEqual([]);
    expect(notes(scene.first)).toEqual(['{}\u001e', 'control 2']);
  });

  test('[AZ-166] [AZ-97] leaves what its calls have sent when the server closes', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.send('dropped');
    scene.fixture.links.link.send(joinGroup('of a call'), OF_CLIENT);
    const closed = scene.fixture.links.link.close();
    await scene.first.closed();
    await closed;

    expect(notes(scene.first)).toEqual(['{}\u001e', 'control 2', 'join of a call']);
  });
});
