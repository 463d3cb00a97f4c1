/** Clients that go on over other server connections. Rules: docs/spec/azure-signalr.md, AZ-167 and AZ-168. */

import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import { TransportError } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { ClientOnTwo, notes } from '../support/client-on-two.ts';
import { joinGroup } from '../support/link-fixture.ts';

const { connectionData, connectionFlowControl, ping } = ServiceMessageType;
const { client: CLIENT, server: SERVER } = FlowControlConnectionType;
const OF_CLIENT = { of: 'client', connectionId: 'c1' } as const;

describe('a client that is resumed', () => {
  test('[AZ-167] goes on over the connection that says so, with what has waited', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    client.send('one ');
    client.send('two ');
    await scene.resumed(scene.second);
    client.send('three');
    scene.second.data('c1', 'question');
    scene.first.data('c1', 'unheard');
    await scene.fixture.settled();

    expect(notes(scene.first)).toEqual(['{}\u001e', 'control 2']);
    expect(notes(scene.second)).toEqual(['one ', 'two ', 'three']);
    expect(client.said).toBe('question');
    expect(client.closed).toBeUndefined();
  });

  test('[AZ-167] takes along half a message', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    scene.first.data('c1', 'half', true);
    await scene.paused();
    await scene.resumed(scene.second);
    scene.second.data('c1', ' and half');
    await scene.fixture.settled();

    expect(client.said).toBe('half and half');
  });

  test('[AZ-167] moves without having been paused', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    client.send('before');
    await scene.resumed(scene.second);
    client.send('after');
    client.connection.close();
    await scene.fixture.settled();

    expect(notes(scene.first)).toEqual(['{}\u001e', 'before']);
    expect(notes(scene.second)).toEqual(['after', 'close']);
  });

  test('[AZ-167] [AZ-66] [AZ-46] belongs to the connection that it has moved to', async () => {
    await using scene = await ClientOnTwo.start();
    const client = await scene.open();
    await scene.paused();
    await scene.resumed(scene.second);
    scene.fixture.links.link.send(joinGroup('of a call'), OF_CLIENT);
    scene.fixture.links.clock.advance(5_001);
    scene.first.cut();
    await scene.fixture.links.until(() => scene.fixture.links.clock.hasTimer(0));
    await scene.second.echoed();
    expect(notes(scene.second)).toEqual(['join of a call']);
    expect(client.closed).toBeUndefined();
    expect(scene.second.all(ping)).toContainEqual({
      type: ping,
      values: ['#clientInHub', '1', '#client', '1'],
    });
    scene.second.cut();
    await scene.fixture.links.until(() => client.closed !== undefined);

    expect(client.closed?.error).toEqual(new TransportError('connection-lost'));
  });

  test('[AZ-167] [AZ-55] is lost with its instance of the service', async () => {
    await using scene = await ClientOnTwo.start();
    const headers = new Map([['asrs-instance-id', ['east']]]);
    const client = await scene.fixture.open('c1', { headers });
    await scene.paused();
    await scene.resumed(scene.second);
    scene.first.ping('offline', 'east');
    await scene.fixture.settled();

    expect(client.closed?.error).toEqual(new TransportError('connection-lost'));
  });

  test('[AZ-167] is one of a thousand', async () => {
    await using scene = await ClientOnTwo.start();
    const count = 1_000;
    const ids = Array.from({ length: count }, (_, index) => `c${index}`);
    for (const id of ids) {
      scene.first.open(id);
    }
    await scene.fixture.settled();
    const sendAll = (text: string): void => {
      for (const client of scene.fixture.heard) {
        client.send(`${text} ${client.connection.connectionId};`);
      }
    };
    sendAll('1');
    for (const id of ids) {
      scene.first.pauseClient(id);
    }
    await scene.fixture.settled();
    sendAll('2');
    for (const id of ids) {
      scene.second.resumeClient(id);
    }
    await scene.fixture.settled();
    sendAll('3');
    await scene.fixture.settled();

    expect(scene.first.all(connectionFlowControl)).toHaveLength(count);
    const { first, second } = scene;
    expect(first.all(connectionData)).toHaveLength(count);
    expect(ids.map((id) => second.textFor(id))).toEqual(ids.map((id) => `2 ${id};3 ${id};`));
  });
});

test('[AZ-168] what is left when a server connection goes offline goes over another', async () => {
  await using scene = await ClientOnTwo.start();
  const client = await scene.open();
  const { link } = scene.fixture.links;
  await scene.paused();
  await scene.resumed(scene.second);
  const ownId = scene.first.query.get('cid') ?? '';
  scene.first.control(ownId, SERVER, FlowControlOperation.offline);
  await scene.fixture.settled();
  const before = notes(scene.first).length;
  link.send(joinGroup('outside'), { of: 'server' });
  for (const key of ['a', 'b', 'c', 'd']) {
    link.send(joinGroup(key), { of: 'target', key });
  }
  client.send('own');
  await scene.fixture.settled();
  expect(notes(scene.first)).toHaveLength(before);
  expect(notes(scene.second)).toEqual([
    'join outside',
    'join a',
    'join b',
    'join c',
    'join d',
    'own',
  ]);
  scene.first.close(1000);
  const { links } = scene.fixture;
  await links.until(() => links.clock.hasTimer(0));
  links.clock.advance(0);
  const third = await scene.fixture.links.peer.accepted(2);
  await third.echoed();
  expect(client.closed).toBeUndefined();
});

test('[AZ-168] flow control that concerns nobody here changes nothing', async () => {
  await using scene = await ClientOnTwo.start();
  const client = await scene.open();
  const { first, second, fixture } = scene;
  const otherId = second.query.get('cid') ?? '';
  first.pauseClient('c2');
  first.resumeClient('c2');
  second.pauseClient('c1');
  first.control(otherId, SERVER, FlowControlOperation.offline);
  first.control('', SERVER, FlowControlOperation.offline);
  first.control('c1', CLIENT, FlowControlOperation.pauseAck);
  first.control('c1', CLIENT, FlowControlOperation.offline);
  first.control('c1', CLIENT, 9);
  first.control('c1', 9, FlowControlOperation.pause);
  first.control(first.query.get('cid') ?? '', SERVER, FlowControlOperation.pause);
  await fixture.settled();
  client.send('goes on');
  for (const key of ['a', 'b', 'c', 'd']) {
    fixture.links.link.send(joinGroup(key), { of: 'target', key });
  }
  await fixture.settled();

  expect(notes(first)).toContain('goes on');
  expect([first, second].flatMap((each) => each.all(connectionFlowControl))).toEqual([]);
  expect([first, second].flatMap((each) => each.all(ServiceMessageType.joinGroup))).toHaveLength(4);
});
