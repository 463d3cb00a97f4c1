/** socket.io with the WebSocket transport alone and no compression, which is its default. */

import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { EVENT, recordArguments, ROOM } from '../record.ts';
import { serveBenchmark } from './serve-benchmark.ts';

const ONE_HOUR_MS = 3_600_000;
const hasRoom = process.argv.includes('--room');

const server = createServer();
const io = new Server(server, {
  transports: ['websocket'],
  serveClient: false,
  pingInterval: ONE_HOUR_MS,
});
if (hasRoom) {
  io.on('connection', (socket) => socket.join(ROOM));
}
const target = hasRoom ? io.to(ROOM) : io;

await serveBenchmark({
  server,
  send: (stamp) => target.emit(EVENT, ...recordArguments(stamp, 'socket.io')),
  connectionCount: () => io.sockets.sockets.size,
});
