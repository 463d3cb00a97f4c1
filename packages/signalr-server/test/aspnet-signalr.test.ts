/** The client of 2018, which came before negotiate versions. Rules: docs/spec/signalr-hubs.md. */

import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@aspnet/signalr';
import { expect, test } from 'vitest';
import { createRoomHub } from './support/room-hub.ts';
import { startServer } from './support/start-server.ts';

test.each([
  ['WebSockets', HttpTransportType.WebSockets],
  ['ServerSentEvents', HttpTransportType.ServerSentEvents],
  ['LongPolling', HttpTransportType.LongPolling],
])('[SH-91] %s', async (_name, transport) => {
  await using server = await startServer(createRoomHub().hub);
  const connection = new HubConnectionBuilder()
    .withUrl(server.url, transport)
    .configureLogging(LogLevel.None)
    .build();
  const heard: string[] = [];
  connection.on('heard', (text: string) => heard.push(text));

  await connection.start();
  await connection.invoke('say', { kind: 'all' }, 'hello');

  expect(await connection.invoke('ADD', 1, 2)).toBe(3);
  expect(heard).toEqual(['hello']);
  await connection.stop();
});

test('[ST-103] a server that asks for a later version keeps it out', async () => {
  await using server = await startServer(createRoomHub().hub, { minimumProtocolVersion: 1 });
  const connection = new HubConnectionBuilder()
    .withUrl(server.url)
    .configureLogging(LogLevel.None)
    .build();

  await expect(connection.start()).rejects.toThrow();
  expect(server.handle.connectionCount).toBe(0);
});
