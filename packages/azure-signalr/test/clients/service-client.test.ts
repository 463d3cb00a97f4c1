/** A client of the service as its hub has it. Rules: docs/spec/azure-signalr.md, AZ-75 to AZ-84, AZ-88 and AZ-89. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ConnectionDataMessage } from '@parley/azure-signalr-protocol';
import { MessageType, MessagePackHubProtocol } from '@parley/signalr-protocol';
import { TransportError } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { ClientFixture } from '../support/client-fixture.ts';

const { closeConnection, connectionData, connectionReconnect } = ServiceMessageType;
const MEBIBYTE = 1_048_576;
const MIGRATE_FROM = new Map([['asrs-migrate-from', ['server-2']]]);

describe('a client that opens', () => {
  test('[AZ-75] is handed up with its user', async () => {
    await using fixture = await ClientFixture.start();
    const { connection } = await fixture.open('c1', {
      claims: [
        { type: 'asrs.s.uid', value: 'ann' },
        { type: 'role', value: 'admin' },
      ],
    });

    expect(connection.connectionId).toBe('c1');
    expect(connection.transport).toBe('WebSockets');
    expect(connection.canCarryBinary).toBe(true);
    expect(connection.canReconnect).toBe(false);
    expect(connection.user).toMatchObject({ userId: 'ann', claims: { role: 'admin' } });
    expect(connection.expiresAt).toBeUndefined();
  });

  test('[AZ-76] shows the request that it came with', async () => {
    await using fixture = await ClientFixture.start();
    const { connection } = await fixture.open('c1', {
      headers: new Map([
        ['user-agent', ['Mozilla']],
        ['accept', ['text/html', '*/*']],
        ['cookie', ['a=1', 'b=2']],
        ['asrs-instance-id', ['east']],
      ]),
      queryString:
        '?hub=chat&asrs.op=%2Fhubs%2Fchat&Room=7&room=8&negotiateVersion=1&asrs_request_id=x&id=secret&access_token=t',
    });
    const { headers, query, path } = connection.request;

    expect(headers).toEqual({
      'user-agent': 'Mozilla',
      accept: 'text/html, */*',
      cookie: 'a=1; b=2',
    });
    expect([...query]).toEqual([['room', '7,8']]);
    expect(path).toBe('/hubs/chat');
  });

  test.each([
    ['203.0.113.9, 10.0.0.1', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['unknown', undefined],
    ['', undefined],
  ])('[AZ-77] comes from %j', async (forwarded, address) => {
    await using fixture = await ClientFixture.start();
    const headers = new Map([['x-forwarded-for', [forwarded]]]);
    const { connection } = await fixture.open('c1', { headers });

    expect(connection.request.remoteAddress).toBe(address);
  });

  test('[AZ-77] comes from nowhere that is told', async () => {
    await using fixture = await ClientFixture.start();
    const { connection } = await fixture.open();

    expect(connection.request.remoteAddress).toBeUndefined();
    expect(connection.request.path).toBe('');
  });
});

describe('what a client sends', () => {
  test('[AZ-78] is heard in order', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    fixture.peer.data('c1', 'one ');
    fixture.peer.data('c1', 'two ');
    fixture.peer.data('c1', 'three');
    await fixture.settled();

    expect(client.said).toBe('one two three');
  });

  test('[AZ-78] is heard when it is whole', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    fixture.peer.data('c1', 'half', true);
    await fixture.settled();
    expect(client.said).toBe('');
    fixture.peer.data('c1', ' and ', true);
    fixture.peer.data('c1', 'half');
    await fixture.settled();

    expect(client.said).toBe('half and half');
  });

  test('[AZ-78] in parts is forgotten when the client reconnects', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    fixture.peer.data('c1', 'lost', true);
    fixture.peer.send({ type: connectionReconnect, connectionId: 'c1' });
    fixture.peer.data('c1', 'again');
    await fixture.settled();

    expect(client.said).toBe('again');
  });

  test('[AZ-80] waits while its hub does not read, and others are heard', async () => {
    await using fixture = await ClientFixture.start();
    const slow = await fixture.open('c1');
    const quick = await fixture.open('c2');
    slow.connection.pause();
    fixture.peer.data('c1', 'wait');
    fixture.peer.data('c2', 'go');
    await fixture.settled();
    expect([slow.said, quick.said]).toEqual(['', 'go']);
    fixture.peer.data('c1', ' for me');
    await fixture.settled();
    slow.connection.resume();

    expect(slow.said).toBe('wait for me');
  });

  test('[AZ-81] beyond the bound of what may wait ends it, in words', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.connection.useTransferFormat('Text');
    client.connection.pause();
    for (let index = 0; index < 6; index += 1) {
      fixture.peer.data('c1', 'x'.repeat(MEBIBYTE));
    }
    const { errorMessage } = await fixture.peer.next(closeConnection);

    expect(errorMessage).toBe('The client sends more than its hub reads.');
    expect(fixture.peer.textFor('c1')).toBe(
      '{"type":7,"error":"The client sends more than its hub reads.","allowReconnect":true}\u001e',
    );
    expect(client.closed?.error).toMatchObject({ code: 'client-too-fast' });
    client.connection.resume();
    expect(client.said).toBe('');
    expect(fixture.clients.clientCount).toBe(0);
  });

  test('[AZ-81] may be as much as two of the largest messages', async () => {
    const maxReceiveMessageBytes = 4 * MEBIBYTE;
    await using fixture = await ClientFixture.start({ maxReceiveMessageBytes });
    const client = await fixture.open();
    client.connection.pause();
    for (let index = 0; index < 7; index += 1) {
      fixture.peer.data('c1', 'x'.repeat(MEBIBYTE));
    }
    await fixture.settled();
    client.connection.resume();

    expect(client.said).toHaveLength(7 * MEBIBYTE);
  });

  test('[AZ-81] in parts counts as well', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    for (let index = 0; index < 6; index += 1) {
      fixture.peer.data('c1', 'x'.repeat(MEBIBYTE), true);
    }
    await fixture.peer.next(closeConnection);

    expect(client.closed?.error).toMatchObject({ code: 'client-too-fast' });
  });
});

describe('what a client is sent', () => {
  test('[AZ-79] is one message for each record, with its kind', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.send('{}\u001e');
    client.connection.useTransferFormat('Text');
    client.send('{"type":1,"target":"x","arguments":[]}\u001e');
    client.send('{"type":2,"invocationId":"1","item":1}\u001e');
    client.send('{"type":3,"invocationId":"1"}\u001e');
    client.send('{"type":6}\u001e');
    client.send('{"type":7}\u001e');
    await fixture.settled();

    const sent = fixture.peer.all(connectionData);
    expect(sent.map(({ dataMessageType }) => dataMessageType)).toEqual([1, 2, 2, 2, 3, 4]);
    expect(fixture.peer.textFor('c1')).toContain('"target":"x"');
  });

  test('[AZ-79] has its kind in MessagePack, too', async () => {
    await using fixture = await ClientFixture.start();
    const { connection } = await fixture.open();
    const protocol = new MessagePackHubProtocol();
    connection.send(Buffer.from('{}\u001e'));
    connection.useTransferFormat('Binary');
    const long = 'x'.repeat(300);
    connection.send(
      protocol.encode({ type: MessageType.invocation, target: 'x', arguments: [long] }),
    );
    connection.send(protocol.encode({ type: MessageType.invocation, target: 'x', arguments: [] }));
    connection.send(
      protocol.encode({
        type: MessageType.completion,
        invocationId: '1',
        outcome: { kind: 'result', result: long },
      }),
    );
    connection.send(protocol.encode({ type: MessageType.ping }));
    connection.send(protocol.encode({ type: MessageType.close }));
    await fixture.settled();

    const sent = fixture.peer.all(connectionData);
    expect(sent.map(({ dataMessageType }) => dataMessageType)).toEqual([1, 2, 2, 2, 3, 4]);
  });

  test('[AZ-83] is counted as its own until the operating system has it', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open('c1');
    const other = await fixture.open('c2');
    client.send('{}\u001e');
    other.send('{}\u001e');
    client.send('x'.repeat(1_000));
    expect(client.connection.bufferedBytes).toBe(1_003);
    expect(other.connection.bufferedBytes).toBe(3);
    expect(client.connection.lagsBehind(1_000)).toBe(false);
    expect(client.connection.bufferedBytes).toBe(0);
    await fixture.settled();

    expect(client.drained).toBe(1);
  });

  test('[AZ-84] beyond its bound ends it as too slow', async () => {
    await using fixture = await ClientFixture.start({ maxBufferedBytes: 10_000 });
    const client = await fixture.open();
    client.send('{}\u001e');
    client.connection.useFarewell(Buffer.from('bye\u001e'));
    fixture.peer.pauseReading();
    // Until the operating system takes no more.
    while (client.closed === undefined) {
      client.send('x'.repeat(9_000));
      await new Promise(setImmediate);
    }
    fixture.peer.resumeReading();
    const { errorMessage } = await fixture.peer.next(closeConnection);

    expect(errorMessage).toBe(
      'The client reads more slowly than it is sent to: its buffer is full.',
    );
    expect(fixture.peer.textFor('c1').endsWith('xbye\u001e')).toBe(true);
    expect(client.closed.error).toEqual(new TransportError('slow-consumer'));
  });

  test('[AZ-84] ends it where the server connection has no room', async () => {
    await using fixture = await ClientFixture.start({ maxBufferedBytes: 10 * MEBIBYTE });
    const client = await fixture.open();
    client.send('{}\u001e');
    fixture.peer.pauseReading();
    while (client.closed === undefined) {
      client.send('x'.repeat(60_000));
      await new Promise(setImmediate);
    }
    fixture.peer.resumeReading();
    await fixture.peer.next(closeConnection);

    expect(client.closed.error).toEqual(new TransportError('slow-consumer'));
  });

  test('[AZ-84] is dropped once the service takes nothing', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    fixture.peer.send({ type: ServiceMessageType.serviceError, errorMessage: 'quota' });
    await fixture.settled();
    client.send('{}\u001e');
    client.connection.close();
    await fixture.settled();

    expect(fixture.peer.all(connectionData)).toEqual([]);
    expect(client.closed).toEqual({ error: undefined });
  });

  test('[AZ-89] is counted, and what it sends', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    const { bytesReceived } = fixture.setup.traffic;
    fixture.peer.data('c1', '12345');
    client.send('{}\u001e');
    client.send('1234567');
    await fixture.settled();

    expect(bytesReceived).toBe(32);
    expect(fixture.setup.traffic).toEqual({ messagesSent: 2, bytesSent: 10, bytesReceived: 37 });
  });
});

test('[AZ-88] a client from another server does not hear its handshake answered again', async () => {
  await using fixture = await ClientFixture.start();
  const client = await fixture.open('c1', { headers: MIGRATE_FROM });
  client.send('{}\u001e');
  client.send('next');
  await fixture.settled();

  expect(fixture.peer.textFor('c1')).toBe('next');
  expect(fixture.peer.all(connectionData).map(kindOf)).toEqual([3]);
});

function kindOf({ dataMessageType }: ConnectionDataMessage): number | undefined {
  return dataMessageType;
}
