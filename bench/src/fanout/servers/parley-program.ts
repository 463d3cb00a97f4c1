/** Our server by its public interface. The flag `--room` makes every client a member of a group and sends to it. */

import { createServer } from 'node:http';
import { createSignalRServer } from '@parley/signalr-server';
import { EVENT, recordArguments, ROOM } from '../record.ts';
import { serveBenchmark } from './serve-benchmark.ts';

interface FanoutContract {
  readonly methods: { Echo(text: string): string };
  readonly events: { token(room: string, message: string, stamp: string, text: string): void };
}

const ONE_HOUR_MS = 3_600_000;
const hasRoom = process.argv.includes('--room');

const signalR = createSignalRServer({
  logger: { debug: () => undefined, warn: console.error, error: console.error },
});
const hub = signalR.mapHub<FanoutContract>(
  '/hub',
  {
    methods: { Echo: (_call, text) => text },
    ...(hasRoom && {
      onConnected: ({ connection, groups }) => groups.add(connection.connectionId, ROOM),
    }),
  },
  { keepAliveIntervalMs: ONE_HOUR_MS },
);
const target = hasRoom ? hub.clients.group(ROOM) : hub.clients.all;
const server = createServer();
signalR.attach(server);

await serveBenchmark({
  server,
  send: (stamp) => void target.send(EVENT, ...recordArguments(stamp, 'signalr')),
  connectionCount: () => hub.connectionCount,
});
