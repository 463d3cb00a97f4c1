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
