import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ConnectionPool } from '../src/fanout/load/connection-pool.ts';
import { LoadConnection } from '../src/fanout/load/load-connection.ts';
import { StampReader } from '../src/fanout/load/stamp-reader.ts';
import { RECORD_BYTES } from '../src/fanout/record.ts';
import { startKnownServer } from './support/known-server.ts';
import { signalRRecords } from './support/records.ts';
import { fragmentedMessage, piecesOf, textFrame } from './support/server-frames.ts';

const CONNECTIONS = 20;
const RECORDS = signalRRecords(5_000);

test('what a server is known to have sent is what all connections count', async () => {
  await using server = await startKnownServer();
  const pool = new ConnectionPool();
  await pool.open({ kind: 'signalr', port: server.port, count: CONNECTIONS });
  const readers = pool.all.map(({ counter }) => {
    const reader = new StampReader('signalr', () => undefined);
    counter.sink = reader;
    return reader;
  });
  const allCame = Promise.all(pool.all.map((connection) => untilCounted(connection)));

  const bytes = Buffer.concat([
    ...RECORDS.slice(0, 2_000).map(textFrame),
    fragmentedMessage(Buffer.concat(RECORDS.slice(2_000)), 4_093),
  ]);
  for (const socket of server.sockets) {
    for (const piece of piecesOf(bytes, [997, 65_536, 1])) socket.write(piece);
  }
  await allCame;

  expect(pool.receivedRecords).toBe(CONNECTIONS * RECORDS.length);
  expect(readers.every(({ gaps, malformed }) => gaps + malformed === 0)).toBe(true);
  expect(pool.lost).toBe(0);
  pool.closeAll();
});

test('a connection says that the server has ended it', async () => {
  await using server = await startKnownServer();
  const { port } = server;
  await new Promise<void>((resolve) => {
    const connection = new LoadConnection({
      kind: 'signalr',
      port,
      localAddress: undefined,
      onOpen: () => server.sockets[0]?.destroy(),
      onWork: () => undefined,
      onEnd: () => resolve(),
    });
    expect(connection.isOpen).toBe(false);
  });
});

test('an upgrade that is refused fails the opening', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const opening = new ConnectionPool().open({ kind: 'plain', port, count: 1 });

  await expect(opening).rejects.toThrow('404 Not Found');
  server.close();
});

function untilCounted(connection: ConnectionPool['all'][number]): Promise<void> {
  return new Promise((resolve) => {
    connection.onRead = () => {
      if (connection.counter.payloadBytes >= RECORDS.length * RECORD_BYTES) resolve();
    };
  });
}
